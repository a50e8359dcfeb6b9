import { setMaxListeners } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { createContext } from "../../src/app.ts";
import { createProgram } from "../../src/cli/program.ts";
import { readConfig } from "../../src/config.ts";
import { DAY_MS, localDateOf } from "../../src/core/calendar.ts";
import { communityNeeds } from "../../src/core/rules/community-needs.ts";
import { compileAudience } from "../../src/core/rules/compile.ts";
import type { Condition } from "../../src/core/rules/condition.ts";
import { CONDITION_KINDS } from "../../src/core/rules/condition-kinds.ts";
import { isWithinReach, prepareCondition } from "../../src/core/rules/evaluate-member.ts";
import type { CommunityFacts, Evaluation } from "../../src/core/rules/evaluation.ts";
import { checkFolder, type FolderFile, type RuleFolder } from "../../src/core/rules/read/check-folder.ts";
import { defaultSettings } from "../../src/core/rules/read/read-settings.ts";
import { ruleSchema } from "../../src/core/rules/read/rule-schema.ts";
import { SETTINGS_SCHEMAS } from "../../src/core/rules/read/settings-schema.ts";
import { formatMistakes } from "../../src/core/rules/text/format-mistakes.ts";
import type { Statement } from "../../src/core/statement.ts";
import { checkLiquid } from "../../src/platform/mail/templates/check-liquid.ts";
import { listTemplates } from "../../src/platform/mail/templates/templates.ts";
import { knowNaively } from "../support/community-naively.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { EXAMPLE_KINDS, type Example, type ExampleKind, readMarketerDoc } from "../support/marketer-docs.ts";
import { recipeCommunity } from "../support/recipe-community.ts";
import { buildCommunity, communityArb, HISTORY_END } from "../support/rule-community.ts";

const folderOf = (path: string) => fileURLToPath(new URL(`../../${path}/`, import.meta.url));
const RULES = folderOf("rules");
const RECIPES = folderOf("docs/recipes");
const EMAILS = folderOf("emails");
const GOLDEN = new URL("../golden/recipes/", import.meta.url);
/** A Tuesday, eight in the morning in Paris. */
const AT = new Date("2026-11-24T07:00:00Z");
/** What mail programs on a phone show of a subject. */
const LONGEST_SUBJECT = 60;

const readFiles = (folder: string): FolderFile[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") }));

const shipped = readFiles(RULES);
const recipeFiles = readFiles(RECIPES);
const recipeNames = recipeFiles.map(({ file }) => file.replace(".yaml", "")).sort();
const templates = await listTemplates({ emailsDirectory: EMAILS });
/** As if somebody had copied files into the shipped folder. */
const check = (files: readonly FolderFile[]): RuleFolder => {
  const names = new Set(files.map(({ file }) => file));
  return checkFolder([...shipped.filter(({ file }) => !names.has(file)), ...files], { checkLiquid, templates });
};
const folder = check(recipeFiles);
const recipes = folder.rules.filter(({ name }) => recipeNames.includes(name));

const settings = folder.settings ?? defaultSettings();
const needs = communityNeeds(recipes.map(({ when }) => when));

function evaluation(asOf: Evaluation["asOf"], at = AT): Omit<Evaluation, "community"> {
  return { at, today: localDateOf(at, "Europe/Paris"), timezone: "Europe/Paris", settings, asOf };
}

/** Of some community: golden SQL shows where its figures go. */
const FIGURES: CommunityFacts = {
  usualIntervalMs: 4 * DAY_MS,
  rhythm: { r: 0.5, alpha: 5, a: 0.8, b: 2.5 },
  topCounts: new Map(needs.flatMap((need) => (need.kind === "top_count" ? [[need.key, 12] as const] : []))),
};

function print({ text, values }: Statement): string {
  return `${text}\n\n${values.map((value, index) => `-- $${index + 1} ${JSON.stringify(value)}`).join("\n")}\n`;
}

const cases = recipes.flatMap((rule) => (["facts", "dated"] as const).map((asOf) => [rule.name, asOf, rule] as const));

describe("the recipes", () => {
  it("are twelve drafts without a mistake, each saying what it is for", () => {
    expect(formatMistakes(folder.mistakes, { colour: false })).toBe("");
    expect(recipes).toHaveLength(12);
    for (const { name, state, about } of recipes) {
      expect(state, name).toBe("draft");
      // The pages are in both.
      expect(about, name).toEqual({ en: expect.any(String), fr: expect.any(String) });
    }
  });

  it("bear names that no shipped rule has, so that they can be copied beside them", () => {
    const taken = new Set(shipped.map(({ file }) => file));
    expect(recipeFiles.filter(({ file }) => taken.has(file))).toEqual([]);
  });

  it("use every condition there is", () => {
    const kindsIn = (condition: Condition): string[] => [condition.kind, ...condition.parts.flatMap(kindsIn)];
    const used = new Set(recipes.flatMap(({ when }) => kindsIn(when)));
    expect([...CONDITION_KINDS.keys()].filter((kind) => !used.has(kind))).toEqual([]);
  });

  it("use every key a rule can have", () => {
    const keys = keysOf(z.toJSONSchema(ruleSchema, { io: "input", unrepresentable: "any" }));
    expect(keys).toContain("digest.skip_below");
    const used = new Set(recipeFiles.flatMap(({ text }) => keysIn(parse(text))));
    expect(keys.filter((key) => !used.has(key))).toEqual([]);
  });

  it.each(cases)("%s compiles to its golden SQL (%s)", async (name, asOf, rule) => {
    // Written anew with `vitest --update`: the diff then shows what changes in the database.
    const printed = print(compileAudience(rule.when, { ...evaluation(asOf), community: FIGURES }));
    await expect(printed).toMatchFileSnapshot(fileURLToPath(new URL(`${name}.${asOf}.sql`, GOLDEN)));
  });
});

describe("on PostgreSQL", () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase();
    await test.database.query({
      text: "CREATE TABLE rekindle_partitions.activity_any PARTITION OF activity DEFAULT",
      values: [],
    });
  });
  afterAll(() => test.drop());

  it.each(["facts", "dated"] as const)("every recipe answers the same (%s) as in memory", async (asOf) => {
    const at = new Date(HISTORY_END);
    let matched = 0;
    for (const drawn of fc.sample(communityArb, { numRuns: 5, seed: 7 })) {
      const community = buildCommunity(drawn);
      await community.load(test.database);
      const members = community.membersAt(at, settings.languages);
      const unknowing = evaluation(asOf, at);
      const then = { ...unknowing, community: knowNaively(needs, members, unknowing) };
      for (const rule of recipes) {
        const holds = prepareCondition(rule.when, community.catalogue, then);
        const expected = members.filter((member) => isWithinReach(member, then) && holds(member)).map(({ id }) => id);
        const rows = await test.database.query<{ member_id: number }>(compileAudience(rule.when, then));
        expect(
          rows.map(({ member_id: id }) => id).sort((a, b) => a - b),
          rule.name,
        ).toEqual(expected);
        matched += expected.length;
      }
    }
    expect(matched, "audiences without anyone prove nothing").toBeGreaterThan(0);
  });
});

interface Preview {
  readonly matched: number;
  readonly members: { readonly id: string; readonly picks: readonly unknown[] }[];
}

describe("in a community", () => {
  let test: TestDatabase;
  let home: string;
  let run: (...args: string[]) => Promise<string>;

  beforeAll(async () => {
    test = await createTestDatabase();
    home = mkdtempSync(join(tmpdir(), "rekindle-recipes-"));
    const rulesDirectory = join(home, "rules");
    // The shipped rules as drafts: none of them wins a member before a recipe does.
    for (const { file, text } of [...shipped, ...recipeFiles]) {
      mkdirSync(dirname(join(rulesDirectory, file)), { recursive: true });
      writeFileSync(join(rulesDirectory, file), text.replace(/^state: live/m, "state: draft"));
    }
    let printed: string[] = [];
    const terminal = {
      colour: false,
      live: false,
      print: (text: string) => void printed.push(text),
      warn: () => undefined,
      write: () => undefined,
      progress: () => undefined,
    };
    const context = createContext(
      { ...readConfig({}), databaseUrl: test.url, rulesDirectory, dataDirectory: home },
      terminal,
    );
    // Each command waits for it.
    setMaxListeners(0, context.interrupted);
    run = async (...args) => {
      printed = [];
      await createProgram(context).parseAsync(args, { from: "user" });
      return printed.join("\n");
    };
    for (const [kind, text] of Object.entries(recipeCommunity(AT))) {
      const file = join(home, `${kind}.csv`);
      writeFileSync(file, text);
      expect(await run("import", kind, file)).not.toMatch(/[1-9]\d* refused/);
    }
  });

  afterAll(async () => {
    rmSync(home, { recursive: true, force: true });
    await test.drop();
  });

  it("draw no warning from a check, but that so few members prove no lift", async () => {
    const said = JSON.parse(await run("rules", "check", "--at", AT.toISOString(), "--json")) as {
      readonly file: string;
      readonly message: string;
    }[];
    const ofRecipes = said.filter(({ file }) => recipeFiles.some((recipe) => recipe.file === file));
    expect(ofRecipes.filter(({ message }) => !/can show an effect|shows no effect/.test(message))).toEqual([]);
  });

  it.each(recipeNames)("%s finds somebody, and a mail for them in English and in French", async (name) => {
    const preview = JSON.parse(await run("rules", "preview", name, "--at", AT.toISOString(), "--json")) as Preview;
    expect(preview.matched).toBeGreaterThan(0);
    for (const language of ["en", "fr"]) {
      const member = preview.members.find(({ id }) => id.endsWith(`-${language}`));
      expect(member, `somebody who reads ${language}`).toBeDefined();
      const id = member?.id ?? "";
      await run("rules", "preview", name, "--at", AT.toISOString(), "--member", id, "--out", home);
      const mail = readFileSync(join(home, `${id}.txt`), "utf8");
      const subject = /^Subject: (.*)$/m.exec(mail)?.[1] ?? "";
      expect(subject).not.toBe("");
      expect(subject.length, subject).toBeLessThanOrEqual(LONGEST_SUBJECT);
      expect(mail).not.toMatch(/\{\{|\{%/);
      expect(mail).toContain(language === "fr" ? "Bonjour" : "Hello");
      rmSync(join(home, `${id}.txt`));
    }
  });
});

describe.each(["rules.md", "rules.fr.md"])("docs/%s", (file) => {
  const doc = readMarketerDoc(file);

  it("says of each example what it is, and shows only valid ones", () => {
    expect(doc.blocks.filter(({ kind }) => !isExampleKind(kind))).toEqual([]);
    expect(doc.blocks.length).toBeGreaterThanOrEqual(4);
    expect([...doc.blocks, ...doc.rows("conditions"), ...doc.rows("settings")].map(mistakesIn).join("")).toBe("");
  });

  it("explains every condition", () => {
    const explained = doc.rows("conditions").map(({ text }) => text.split(":")[0]);
    expect([...CONDITION_KINDS.keys()].filter((kind) => !explained.includes(kind))).toEqual([]);
  });

  it("explains every setting", () => {
    const explained = doc.rows("settings").map(({ text }) => text.split(":")[0]);
    const keys = Object.keys(SETTINGS_SCHEMAS);
    expect(keys.filter((key) => !explained.includes(key))).toEqual([]);
  });

  it("links to every recipe, and to nothing else", () => {
    expect([...new Set(doc.recipes)].sort()).toEqual(recipeNames);
  });
});

it("docs/rules.md and its translation show the same examples in the same order", () => {
  const kinds = (file: string) => readMarketerDoc(file).blocks.map(({ kind }) => kind);
  expect(kinds("rules.fr.md")).toEqual(kinds("rules.md"));
});

function isExampleKind(kind: string): kind is ExampleKind {
  return (EXAMPLE_KINDS as readonly string[]).includes(kind);
}

/** What a check of the shipped rules and the recipes says once the example stands in it; nothing: it is right. */
function mistakesIn({ kind, text, line }: Example): string {
  const { mistakes } = check([...recipeFiles, exampleFile(kind as ExampleKind, text)]);
  return mistakes.length === 0 ? "" : `line ${line}:\n${formatMistakes(mistakes, { colour: false })}\n`;
}

function exampleFile(kind: ExampleKind, text: string): FolderFile {
  switch (kind) {
    case "rule":
      return { file: `${/^rule: ([\w-]+)/m.exec(text)?.[1]}.yaml`, text };
    case "segment":
      return { file: `segments/${/^segment: ([\w-]+)/m.exec(text)?.[1]}.yaml`, text };
    case "settings":
      return { file: "settings.yaml", text };
    case "condition":
      return {
        file: "example.yaml",
        text: `rule: example\nsend: { every: day, at: "08:00" }\ndigest: { subject: Hello }\nwhen:\n${text.replace(/^/gm, "  ")}`,
      };
  }
}

/** Every key that a JSON Schema knows, by its path: `digest.picks.hot`. */
function keysOf(schema: unknown, path = ""): string[] {
  if (Array.isArray(schema)) return schema.flatMap((part) => keysOf(part, path));
  if (typeof schema !== "object" || schema === null) return [];
  const { properties = {}, anyOf, items } = schema as { properties?: object; anyOf?: unknown; items?: unknown };
  const own = Object.entries(properties).flatMap(([key, part]) => [`${path}${key}`, ...keysOf(part, `${path}${key}.`)]);
  return [...own, ...keysOf(anyOf, path), ...keysOf(items, path)];
}

function keysIn(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => [`${path}${key}`, ...keysIn(part, `${path}${key}.`)]);
}
