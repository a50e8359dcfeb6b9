import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkFolder, type FolderFile } from "../../src/core/rules/check-folder.ts";
import { formatMistakes } from "../../src/core/rules/format-mistakes.ts";
import { checkLiquid } from "../../src/platform/mail/liquid.ts";

const BROKEN = new URL("../broken-rules/", import.meta.url);
const GOLDEN = new URL("../golden/broken-rules/", import.meta.url);

const files = readdirSync(BROKEN, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".yaml"))
  .sort()
  .map((file): FolderFile => ({ file, text: readFileSync(new URL(file, BROKEN), "utf8") }));
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
