import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { copyBinaries, removeOwnCopies } from "../../src/platform/embedded/copied-binaries.ts";
import { spawnChild } from "../support/child.ts";

const DAY_MS = 86_400_000;
const FILES = 400;

/** As npm lays one down: a program, its libraries without their links, and files enough to be met half-way. */
function writePackage(folder: string, version: string): string {
  const native = join(folder, "native");
  mkdirSync(join(native, "bin"), { recursive: true });
  mkdirSync(join(native, "lib"));
  mkdirSync(join(native, "share"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ version }));
  const link = { source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" };
  writeFileSync(join(native, "pg-symlinks.json"), JSON.stringify([link]));
  writeFileSync(join(native, "lib", "libpq.so.5.18"), "a library", { mode: 0o600 });
  copyFileSync(process.platform === "linux" ? "/bin/sleep" : process.execPath, join(native, "bin", "postgres"));
  for (let n = 0; n < FILES; n += 1) writeFileSync(join(native, "share", `${n}`), "x".repeat(50_000));
  return folder;
}

describe("copies of the binaries", () => {
  let folder: string;
  let place: string;
  let packageRoot: string;
  let running: ChildProcess[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "rekindle-binaries-"));
    place = join(folder, "place");
    mkdirSync(place);
    packageRoot = writePackage(join(folder, "package"), "18.4.0");
    running = [];
  });

  afterEach(async () => {
    for (const child of running) child.kill("SIGKILL");
    await rm(folder, { recursive: true });
  });

  const copies = () => readdirSync(place).filter((name) => name !== "postgres-binaries.lock");

  /** A server of that copy, as far as anyone can tell from outside. */
  async function runFrom(copy: string): Promise<ChildProcess> {
    const child = spawn(join(copy, "native", "bin", "postgres"), ["60"], { stdio: "ignore" });
    running.push(child);
    await new Promise((resolve) => child.once("spawn", resolve));
    return child;
  }

  async function endOf(child: ChildProcess): Promise<void> {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  /** As a start of that version once left it. */
  async function copyOf(version: string, daysAgo: number): Promise<string> {
    const copy = await copyBinaries(writePackage(join(folder, `package-${version}`), version), place);
    const used = new Date(Date.now() - daysAgo * DAY_MS);
    utimesSync(copy, used, used);
    return copy;
  }

  it("makes one that everybody may read, with the links, when several processes come at once", async () => {
    const children = [1, 2, 3, 4].map(() => spawnChild("copy-user.ts", [packageRoot, place]));
    const said = await Promise.all(children.map((child) => child.nextLine()));
    expect(new Set(said)).toEqual(new Set([join(place, "postgres-binaries-18.4.0")]));
    expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0, 0, 0]);
    expect(copies()).toEqual(["postgres-binaries-18.4.0"]);
    const native = join(place, "postgres-binaries-18.4.0", "native");
    expect(readdirSync(join(native, "share"))).toHaveLength(FILES);
    expect(readFileSync(join(native, "lib", "libpq.so.5"), "utf8")).toBe("a library");
    expect((await stat(join(native, "lib", "libpq.so.5.18"))).mode & 0o777).toBe(0o644);
    expect((await stat(join(native, "bin", "postgres"))).mode & 0o777).toBe(0o755);
  });

  it("is made whole by the next one when a process was killed while it copied", async () => {
    const killed = spawnChild("copy-user.ts", [packageRoot, place]);
    const share = join(place, "postgres-binaries-18.4.0.draft", "native", "share");
    const copied = () => (existsSync(share) ? readdirSync(share).length : 0);
    await expect.poll(copied, { interval: 1, timeout: 30_000 }).toBeGreaterThan(3);
    killed.process.kill("SIGKILL");
    await killed.ended;
    expect(copies()).toEqual(["postgres-binaries-18.4.0.draft"]);
    await copyBinaries(packageRoot, place);
    expect(copies()).toEqual(["postgres-binaries-18.4.0"]);
    expect(readdirSync(join(place, "postgres-binaries-18.4.0", "native", "share"))).toHaveLength(FILES);
  });

  it("leaves nothing half-made, and says what to do, where there is no room or right to copy", async () => {
    await rm(join(packageRoot, "native"), { recursive: true });
    await expect(copyBinaries(packageRoot, place)).rejects.toMatchObject({
      code: "unreachable",
      remedy: expect.stringContaining(`the disk that holds ${place}`),
    });
    expect(copies()).toEqual([]);
  });

  it.skipIf(process.platform !== "linux")(
    "keeps other versions that a server runs from or that were used within a month, and removes the rest",
    async () => {
      const runs = await copyOf("18.3.0", 400);
      const server = await runFrom(runs);
      await copyOf("18.2.0", 29);
      await copyOf("18.1.0", 31);
      await copyBinaries(packageRoot, place);
      expect(copies()).toEqual(["postgres-binaries-18.2.0", "postgres-binaries-18.3.0", "postgres-binaries-18.4.0"]);
      await endOf(server);
      await copyBinaries(packageRoot, place);
      expect(copies()).toEqual(["postgres-binaries-18.2.0", "postgres-binaries-18.4.0"]);
    },
  );

  it.skipIf(process.platform !== "linux")(
    "removes the one of a cluster's own folder once no server runs from it, unless it is the one in use",
    async () => {
      const own = await copyOf("18.4.0", 0);
      const server = await runFrom(own);
      await removeOwnCopies(place, "/elsewhere/postgres-binaries-18.4.0");
      expect(copies()).toEqual(["postgres-binaries-18.4.0"]);
      await endOf(server);
      await removeOwnCopies(place, own);
      expect(copies()).toEqual(["postgres-binaries-18.4.0"]);
      await removeOwnCopies(place, "/elsewhere/postgres-binaries-18.4.0");
      expect(copies()).toEqual([]);
    },
  );
});
