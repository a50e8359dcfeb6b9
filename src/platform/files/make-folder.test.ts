import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeFolder } from "./make-folder.ts";

let parent = "";
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "rekindle-make-folder-"));
});
afterAll(() => rm(parent, { recursive: true }));

it("makes a folder with all above it, once or again, also by several at the same time", async () => {
  const folder = join(parent, "a", "b", "c");
  await Promise.all([makeFolder(folder, 0o700), makeFolder(folder, 0o700), makeFolder(join(parent, "a", "d"))]);
  await makeFolder(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  await symlink(folder, join(parent, "link"));
  await makeFolder(join(parent, "link", "below"));
  expect(existsSync(join(folder, "below"))).toBe(true);
});

it("says the system's own words where a file is in the way", async () => {
  const file = join(parent, "file");
  await writeFile(file, "");
  await expect(makeFolder(file)).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeFolder(join(file, "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

it.runIf(existsSync("/proc/self"))("ends where no folder can be made in one that is there", async () => {
  await expect(makeFolder("/proc/x/y/z")).rejects.toThrow("no folder can be made in /proc");
});
