import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkFolder, type FolderFile } from "../../src/core/rules/read/check-folder.ts";
import { formatMistakes } from "../../src/core/rules/text/format-mistakes.ts";
import { hintInFrench, messageInFrench } from "../../src/core/rules/text/french-mistakes.ts";
import { warnFolder } from "../../src/core/rules/warn/warn-folder.ts";
import { checkLiquid, renderText } from "../../src/platform/mail/templates/check-liquid.ts";

const ROOT = new URL("../../", import.meta.url);
const BROKEN = new URL("../broken-rules/", import.meta.url);
const GOLDEN = new URL("../golden/broken-rules/", import.meta.url);

const readFolder = (folder: URL) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file): FolderFile => ({ file, text: readFileSync(new URL(file, folder), "utf8") }));
const files = readFolder(BROKEN);
const isSettings = ({ file }: FolderFile) => file === "settings.yaml";

/** The rules are read with the default settings, and settings.yaml without any rule. */
const mistakes = [files.filter((file) => !isSettings(file)), files.filter(isSettings)].flatMap(
  (folder) => checkFolder(folder, { checkLiquid, templates: ["digest", "live"] }).mistakes,
);

describe("what a broken file is answered", () => {
  const broken = files.filter(({ file }) => file !== "segments/key-accounts.yaml");

  it("covers what marketers get wrong", () => {
    expect(broken.length).toBeGreaterThanOrEqual(20);
  });

  it("is said in French, what was written apart", () => {
    const told = mistakes.map(({ message, hint }) => ({ message, hint }));
    expect(told.filter(({ message }) => messageInFrench(message) === null)).toEqual([]);
    expect(told.filter(({ hint }) => hint !== null && hintInFrench(hint) === null)).toEqual([]);
  });

  it.each(broken.map(({ file }) => file))("is enough to mend %s", async (file) => {
    const own = mistakes.filter((mistake) => mistake.file === file);
    expect(own.length).toBeGreaterThan(0);
    for (const { message, hint } of own) expect(hint, message).not.toBeNull();
    const golden = new URL(`${file.replace("/", "-").replace(".yaml", ".txt")}`, GOLDEN);
    await expect(`${formatMistakes(own, { colour: false })}\n`).toMatchFileSnapshot(golden.pathname);
  });

  it("says nothing of a file that is right", () => {
    expect(mistakes.filter(({ file }) => file === "segments/key-accounts.yaml")).toEqual([]);
  });
});

describe("the rules that ship, and the recipes", () => {
  it("hold no mistake, and nothing that is worth a warning", () => {
    const shipped = ["rules/", "docs/recipes/"].flatMap((folder) => readFolder(new URL(folder, ROOT)));
    const folder = checkFolder(shipped, { checkLiquid });
    expect(folder.rules.length).toBeGreaterThan(18);
    expect(formatMistakes(folder.mistakes, { colour: false })).toBe("");
    const live = folder.rules.filter(({ state }) => state === "live");
    expect(formatMistakes(warnFolder(folder, live, renderText), { colour: false })).toBe("");
  });
});
