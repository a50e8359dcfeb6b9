import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type EditorFile, editorSchema } from "../../src/core/rules/read/editor-schema.ts";
import { FRENCH_DESCRIPTIONS } from "../../src/core/rules/read/french-descriptions.ts";
import { SETTINGS_KEYS } from "../../src/core/rules/read/read-settings.ts";

const ROOT = new URL("../../", import.meta.url);
const FILES: readonly EditorFile[] = ["rule", "segment", "settings"];

function readFolder(folder: string): { file: string; text: string }[] {
  return readdirSync(new URL(folder, ROOT), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => ({ file, text: readFileSync(new URL(`${folder}${file}`, ROOT), "utf8") }));
}

function kindOf(file: string): EditorFile {
  if (file.includes("segments/")) return "segment";
  return file.endsWith("settings.yaml") ? "settings" : "rule";
}

/** Every object of a schema with its path; of `properties`, those inside. */
function walk(value: unknown, visit: (path: string, json: Record<string, unknown>) => void, path = ""): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) visit(path, value as Record<string, unknown>);
  for (const [key, inner] of Object.entries(value)) walk(inner, visit, `${path}/${key}`);
}

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const validators = new Map(FILES.map((file) => [file, ajv.compile(editorSchema(file, "en"))]));
const complaints = (file: string, text: string): string[] => {
  const validate = validators.get(kindOf(file));
  if (validate === undefined || validate(parse(text))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};

describe("the schemas for editors", () => {
  it.each(FILES.flatMap((file) => [["en", file] as const, ["fr", file] as const]))(
    "are the checked-in ones (npm run schemas): %s %s",
    (language, file) => {
      const path = `rules/schema/${language === "fr" ? "fr/" : ""}${file}.json`;
      expect(JSON.parse(readFileSync(new URL(path, ROOT), "utf8"))).toEqual(editorSchema(file, language));
    },
  );

  it.each(FILES)("document every key of a %s, in English and in French", (file) => {
    walk(editorSchema(file, "en"), (path, json) => {
      if (!path.endsWith("/properties")) return;
      for (const [key, property] of Object.entries(json)) {
        const { description } = property as { description?: string };
        expect(description, `${path}/${key}`).toMatch(/\w/);
        expect(FRENCH_DESCRIPTIONS, `${path}/${key}`).toHaveProperty([description ?? ""]);
      }
    });
  });

  it("translate nothing that is not said any more", () => {
    const said = new Set<unknown>();
    for (const file of FILES) {
      walk(editorSchema(file, "en"), (_, { description, title }) => {
        said.add(description);
        said.add(title);
      });
    }
    expect(Object.keys(FRENCH_DESCRIPTIONS).filter((text) => !said.has(text))).toEqual([]);
  });

  it("take every file that ships, and every recipe", () => {
    const shipped = [...readFolder("rules/"), ...readFolder("docs/recipes/")];
    expect(shipped.length).toBeGreaterThan(20);
    for (const { file, text } of shipped) expect(complaints(file, text), file).toEqual([]);
  });

  it("refuse broken files where a schema can", () => {
    const broken = readFolder("test/broken-rules/").filter(({ text }) => {
      try {
        parse(text, { uniqueKeys: true });
        return true;
      } catch {
        return false;
      }
    });
    const taken = broken.filter(({ file, text }) => complaints(file, text).length === 0).map(({ file }) => file);
    // What stands in other files, in templates or in the settings is beyond a schema of one file.
    expect(taken.sort()).toEqual(
      [
        "liquid-not-closed.yaml",
        "one-language.yaml",
        "quiet-hours.yaml",
        "segment-loop.yaml",
        "segments/key-accounts.yaml",
        "segments/loyal.yaml",
        "segments/slipping.yaml",
        "segments/weekly-readers.yaml",
        "skip-below.yaml",
        "unknown-template.yaml",
      ].sort(),
    );
  });

  it("stand beside the files that name them", () => {
    for (const { file, text } of readFolder("rules/")) {
      const named = /^# yaml-language-server: \$schema=(.*)$/m.exec(text)?.[1];
      const base = new URL(`rules/${file}`, ROOT);
      expect(JSON.parse(readFileSync(new URL(named ?? "none", base), "utf8")), file).toHaveProperty("definitions");
    }
  });
});

describe("the shipped settings", () => {
  const [settings] = readFolder("rules/").filter(({ file }) => file === "settings.yaml");

  it("show every key, each under a comment", () => {
    const lines = settings?.text.split("\n") ?? [];
    expect(Object.keys(parse(settings?.text ?? "") as object).sort()).toEqual([...SETTINGS_KEYS].sort());
    for (const key of SETTINGS_KEYS) {
      const line = lines.findIndex((each) => each.startsWith(`${key}:`));
      const above = lines.slice(0, line).reverse();
      const paragraph = above.slice(0, above.indexOf("") === -1 ? undefined : above.indexOf(""));
      expect(
        paragraph.some((each) => each.startsWith("# ")),
        key,
      ).toBe(true);
    }
  });
});
