import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireFileLock } from "../../src/platform/embedded/file-lock.ts";
import { spawnChild } from "../support/child.ts";

describe("acquireFileLock", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "rekindle-lock-"));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it("lets one process in at a time, however many come at once", async () => {
    const counter = join(folder, "counter");
    await writeFile(counter, "0");
    const children = Array.from({ length: 5 }, () => spawnChild("lock-user.ts", [join(folder, "lock"), counter, "60"]));
    expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0, 0, 0, 0]);
    expect(await readFile(counter, "utf8")).toBe("300");
  });

  it("is free again when its holder was killed, and then goes to one process only", async () => {
    const counter = join(folder, "counter");
    await writeFile(counter, "0");
    const holder = spawnChild("lock-user.ts", [join(folder, "lock"), counter, "hold"]);
    expect(await holder.nextLine()).toBe("held");
    const children = Array.from({ length: 4 }, () => spawnChild("lock-user.ts", [join(folder, "lock"), counter, "20"]));
    holder.process.kill("SIGKILL");
    await Promise.all([holder.ended, ...children.map((child) => child.ended)]);
    expect(await readFile(counter, "utf8")).toBe("80");
  });

  it("does not take a later process with the holder's number for the holder", async () => {
    const lock = await acquireFileLock(join(folder, "lock"), 1_000);
    await writeFile(join(folder, "lock", "1"), JSON.stringify({ pid: process.pid, born: "long ago", released: false }));
    const next = await acquireFileLock(join(folder, "lock"), 1_000);
    await next.release();
    await lock.release();
  });

  it("says which process holds it when the wait is over", async () => {
    const lock = await acquireFileLock(join(folder, "lock"), 1_000);
    const failure = acquireFileLock(join(folder, "lock"), 100);
    await expect(failure).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining(`${process.pid}`),
    });
    await lock.release();
  });
});
