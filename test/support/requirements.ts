import { execFileSync } from "node:child_process";

export type Requirement = "redis" | "chromium" | "mta" | "dkim" | "mariadb";

const PROGRAMS: Record<Requirement, readonly string[]> = {
  redis: ["redis-server"],
  chromium: ["chromium", "chromium-browser", "google-chrome"],
  mta: ["/usr/sbin/postfix", "postfix"],
  /** dkimpy, with its module for Python. */
  dkim: ["dkimverify"],
  mariadb: ["/usr/sbin/mariadbd", "mariadbd"],
};

/**
 * The program that a test needs and this machine may lack: its path, or null, and then the test skips by name
 * (`describe.skipIf(requirement("redis") === null)`). Throws instead when REQUIRE (a comma list) names it, so that a
 * machine meant to have it cannot skip silently.
 */
export function requirement(name: Requirement): string | null {
  for (const program of PROGRAMS[name]) {
    const found = findProgram(program);
    if (found) return found;
  }
  const required = (process.env.REQUIRE ?? "").split(",").map((word) => word.trim());
  if (required.includes(name))
    throw new Error(`REQUIRE names ${name}, but none of ${PROGRAMS[name].join(", ")} is here.`);
  return null;
}

function findProgram(program: string): string | null {
  try {
    return execFileSync("/bin/sh", ["-c", 'command -v "$1"', "sh", program], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}
