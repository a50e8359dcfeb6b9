import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("no package asks for a later Node than this one, so that npm ci has nothing to warn of", async () => {
  // Nothing is written and nothing fetched: npm holds the lock file against its own Node.
  const asked = ["ci", "--dry-run", "--engine-strict", "--ignore-scripts", "--offline", "--no-audit", "--no-fund"];
  const { stdout, stderr } = await promisify(execFile)("npm", asked, { cwd: root });
  expect(`${stdout}${stderr}`).not.toContain("EBADENGINE");
});

test("all of Prisma is of one version: what writes the client is an inner part of it, made for that runtime alone", async () => {
  const { dependencies, devDependencies } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
  const versions: Record<string, string> = { ...dependencies, ...devDependencies };
  const prismas = Object.entries(versions).filter(([name]) => name.startsWith("@prisma/"));
  expect(prismas.length).toBeGreaterThan(4);
  expect(new Set(prismas.map(([, version]) => version.split("-")[0])).size).toBe(1);
});
