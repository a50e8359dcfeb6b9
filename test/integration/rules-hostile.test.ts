import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { communityNeeds } from "../../src/core/rules/community-needs.ts";
import { compileAudience } from "../../src/core/rules/compile.ts";
import type { Condition } from "../../src/core/rules/condition.ts";
import type { Evaluation } from "../../src/core/rules/evaluation.ts";
import { checkFolder } from "../../src/core/rules/read/check-folder.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const AT = new Date("2026-11-24T07:00:00Z");
const SETTINGS = { timezone: "Europe/Paris", languages: ["fr", "en"] as const, team: [] };

const HOSTILE: Readonly<Record<string, string>> = {
  quotes: `it's "quoted" ''twice'' \\' \\" \``,
  semicolons: "x'; DROP TABLE member; --",
  "placeholders of the driver": "$1 $2::text $$ $$; SELECT $1",
  "comments and operators": "/* */ -- \n|| ) OR (1=1",
  "patterns and formats": "%_ %s %L {0} {{x}} \\x \\u0041",
  Unicode: "é😀 \u202e ﷽ ı İ ß \u{1f468}\u200d\u{1f469} Ω≈ç",
  "ten thousand characters": "'$1;".repeat(2_500),
};

/**
 * All conditions with a text wherever they take one; each is different, since equal values are one parameter. A file
 * each, which holds at most 64 KB.
 */
function conditionWith(text: string): Condition {
  let count = 0;
  const next = (): string => `${text} ${count++}`;
  // A name of a field is a key, which may not be as long as a value.
  const field = (): string => next().slice(0, 20).padEnd(20, "x").replaceAll(".", " ") + String(count);
  const comparisons = [
    { is: next() },
    { is_not: next() },
    { in: [next(), next()] },
    { contains: next() },
    { exists: true },
    { more_than: 3 },
    { before: "2026-11-24" },
  ];
  const parts = [
    ...comparisons.map((test) => ({ member: { [field()]: test } })),
    { member: { [`${field()}.${field()}`]: next() } },
    { unseen: { themes: [next(), next()] } },
    { unseen: { themes: [next()], published_within: "7 days", not_yet_mailed: true } },
    { views: { at_least: 1, themes: [next()] } },
    { did: { activity: [next(), next()] } },
    { did: { activity: next(), top: "5%", within: "30 days" } },
    { interested_in: [next(), next()] },
    { not: { interested_in: { themes: [next()], above: "30%" } } },
    { live: { starts_within: "3 days", themes: [next()] } },
  ];
  return { kind: "all", argument: null, parts: parts.map(readCondition) };
}

function readCondition(when: object): Condition {
  const file = { rule: "r", when, send: { every: "day", at: "08:00" }, digest: { subject: "s" } };
  const { rules, mistakes } = checkFolder([{ file: "r.yaml", text: JSON.stringify(file) }]);
  const [rule] = rules;
  if (rule === undefined) throw new Error(mistakes.map(({ message }) => message).join("; "));
  return rule.when;
}

describe("a rule full of hostile texts", () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase();
  });

  afterAll(async () => {
    await test.drop();
  });

  async function compile(text: string, asOf: Evaluation["asOf"]) {
    const condition = conditionWith(text);
    const question = { needs: communityNeeds([condition]), at: AT, asOf, settings: SETTINGS };
    const { topCounts, ...community } = await createAudienceStore(test.database).communityFacts(question);
    expect([...topCounts.values()], "nobody did it").toEqual([null]);
    // As if somebody had: else the question is never put.
    const known = { ...community, topCounts: new Map([...topCounts.keys()].map((key) => [key, 1])) };
    const evaluation = { ...question, today: "2026-11-24", timezone: "Europe/Paris", community: known };
    return compileAudience(condition, evaluation);
  }

  describe.each(["facts", "dated"] as const)("(%s)", (asOf) => {
    it.each(Object.entries(HOSTILE))("changes nothing but values: %s", async (_, text) => {
      const harmless = await compile("harmless", asOf);
      const hostile = await compile(text, asOf);
      expect(hostile.text).toBe(harmless.text);
      expect(hostile.values).toHaveLength(harmless.values.length);
      expect(JSON.stringify(hostile.values)).toContain(JSON.stringify(`${text} 0`).slice(1, -1));
      for (const word of text.split(/\s+/).filter((each) => each.length > 8)) expect(hostile.text).not.toContain(word);
      expect(await test.database.query(hostile)).toEqual([]);
    });
  });

  it("leaves every table where it was", async () => {
    const [row] = await test.database.query<{ members: number }>({
      text: "SELECT count(*) AS members FROM member",
      values: [],
    });
    expect(row).toEqual({ members: 0 });
  });
});
