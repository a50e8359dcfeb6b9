import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkFolder } from "../../core/rules/read/check-folder.ts";
import { openRuleFiles } from "./rule-files.ts";

const GOOD = `rule: good
when: { inactive: 7 days }
send: { every: day, at: "08:00" }
digest: { subject: { en: Hello, fr: Bonjour } }
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rekindle-rules-"));
  writeFileSync(join(folder, "good.yaml"), GOOD);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

let server: Server | null = null;
afterEach(() => {
  server?.close();
  server = null;
});
function listenAt(path: string): Promise<void> {
  return new Promise((resolve) => {
    server = createServer().listen(path, resolve);
  });
}

const read = () => openRuleFiles(folder).read();

describe("reading the rules folder", () => {
  it("finds what is YAML in it and below, and nothing in hidden folders", async () => {
    mkdirSync(join(folder, "segments"));
    mkdirSync(join(folder, ".git"));
    mkdirSync(join(folder, "schema"));
    for (const file of ["segments/a.yaml", ".git/b.yaml", "notes.txt", "schema/rule.json", "c.yml"]) {
      writeFileSync(join(folder, file), "x");
    }
    expect((await read()).map(({ file }) => file)).toEqual(["c.yml", "good.yaml", "segments/a.yaml"]);
  });

  it("follows a link to a file, as Kubernetes mounts them", async () => {
    mkdirSync(join(folder, "..2026_11"));
    writeFileSync(join(folder, "..2026_11", "linked.yaml"), GOOD.replace("good", "linked"));
    symlinkSync("..2026_11/linked.yaml", join(folder, "linked.yaml"));
    expect((await read()).map(({ file }) => file)).toEqual(["good.yaml", "linked.yaml"]);
  });

  it.each<[string, (path: string) => unknown, RegExp]>([
    ["a file of ten megabytes", (path) => writeFileSync(path, "a".repeat(10 * 1024 * 1024)), /10,240 KB/],
    ["a socket, which like a pipe is never read to its end", listenAt, /no file/],
    ["a link that leads to itself", (path) => symlinkSync("bad.yaml", path), /leads back to itself/],
    ["a link that leads to nothing", (path) => symlinkSync("gone", path), /leads to nothing/],
    ["bytes that are no text", (path) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0, 1, 2])), /not UTF-8 text/],
    ["a text in another encoding", (path) => writeFileSync(path, Buffer.from("about: \xe9t\xe9", "latin1")), /UTF-8/],
  ])("tells %s as a mistake of that file, and reads the others", async (_, make, message) => {
    await make(join(folder, "bad.yaml"));
    const { mistakes, rules } = checkFolder(await read());
    expect(rules.map(({ name }) => name)).toEqual(["good"]);
    expect(mistakes.map(({ file, severity }) => [file, severity])).toEqual([["bad.yaml", "mistake"]]);
    expect(mistakes[0]?.message).toMatch(message);
    expect(mistakes[0]?.hint).not.toBeNull();
  });

  it("knows a file by the path a shell gives it", () => {
    const files = openRuleFiles(folder);
    expect(files.nameOf(join(folder, "segments", "a.yaml"))).toBe("segments/a.yaml");
    expect(files.nameOf(join(folder, "..", "a.yaml"))).toBe("../a.yaml");
  });
});
