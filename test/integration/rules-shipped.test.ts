import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY_MS, localDateOf } from "../../src/core/calendar.ts";
import type { CatalogueContent } from "../../src/core/community.ts";
import { communityNeeds } from "../../src/core/rules/community-needs.ts";
import { compileAudience, compileAudiences, compileSegment } from "../../src/core/rules/compile.ts";
import type { Condition } from "../../src/core/rules/condition.ts";
import { evaluateMember, isWithinReach, prepareCondition } from "../../src/core/rules/evaluate-member.ts";
import type { CommunityFacts, Evaluation, MemberFacts } from "../../src/core/rules/evaluation.ts";
import { checkFolder, type RuleFolder } from "../../src/core/rules/read/check-folder.ts";
import type { Statement } from "../../src/core/statement.ts";
import { checkLiquid } from "../../src/platform/mail/templates/check-liquid.ts";
import { ruleStatement } from "../../src/platform/postgres/audience/rule-statement.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { buildCommunity, communityArb, HISTORY_END } from "../support/rule-community.ts";

const RULES = new URL("../../rules/", import.meta.url);
const GOLDEN = new URL("../golden/", import.meta.url);
const AT = new Date("2026-11-24T07:00:00Z");

function readRules(): RuleFolder {
  const files = readdirSync(RULES, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => ({ file, text: readFileSync(new URL(file, RULES), "utf8") }));
  return checkFolder(files, { checkLiquid, templates: ["digest", "activity", "welcome", "renewal", "lives"] });
}

const folder = readRules();

function evaluation(asOf: Evaluation["asOf"]): Evaluation {
  if (folder.settings === null) throw new Error("the shipped settings are broken");
  return { at: AT, today: "2026-11-24", timezone: "Europe/Paris", settings: folder.settings, asOf };
}

/** As if the community were known, so that what a condition asks of it shows in the SQL. */
function knowing(condition: Condition): CommunityFacts {
  const tops = communityNeeds([condition]).flatMap((need) => (need.kind === "top_count" ? need.key : []));
  return {
    usualIntervalMs: 5 * DAY_MS,
    rhythm: { r: 0.25, alpha: 4.5, a: 0.75, b: 2.5 },
    topCounts: new Map(tops.map((key) => [key, 12])),
  };
}

function print({ text, values }: Statement): string {
  return `${text}\n\n${values.map((value, index) => `-- $${index + 1} ${JSON.stringify(value)}`).join("\n")}\n`;
}

const cases = folder.rules.flatMap((rule) =>
  (["facts", "dated"] as const).map((asOf) => [rule.name, asOf, rule] as const),
);

const segmentCases = [...folder.segments.values()].flatMap((segment) =>
  (["facts", "dated"] as const).map((asOf) => [segment.name, asOf, segment] as const),
);

describe("the shipped rules", () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase();
    await test.database.query({
      text: "CREATE TABLE rekindle_partitions.activity_any PARTITION OF activity DEFAULT",
      values: [],
    });
  });

  afterAll(async () => {
    await test.drop();
  });

  it("hold no mistake, and nothing without effect", () => {
    expect(folder.mistakes).toEqual([]);
    expect(folder.rules.length).toBeGreaterThanOrEqual(5);
    expect(folder.settings?.sending).toBe("off");
  });

  it("are all listed in the order of the settings", () => {
    expect([...(folder.settings?.order ?? [])].sort()).toEqual(folder.rules.map(({ name }) => name));
  });

  it("leave in peace who has been silent for two years", () => {
    const now = evaluation("facts");
    const yearsAgo = (years: number) => new Date(AT.getTime() - years * 366 * DAY_MS);
    const silent: MemberFacts = {
      id: 1,
      externalId: "m1",
      joinedAt: yearsAgo(3),
      lastActAt: yearsAgo(2),
      reads: ["en", "fr"],
      views: new Map(),
      replays: new Map(),
      mailed: new Set(),
      visits: [],
      acts: new Map(),
      digests: [],
      role: "member",
    };
    const catalogue = Array.from({ length: 10 }, (_, index) => contentOf(index + 1, new Date(AT.getTime() - DAY_MS)));
    // Who is told of what happened takes part in it: that is their own doing.
    for (const rule of folder.rules.filter(({ upon }) => upon === null)) {
      expect(evaluateMember(rule.when, silent, catalogue, now), rule.name).toBe(false);
      expect(evaluateMember(rule.when, { ...silent, lastActAt: null }, catalogue, now), rule.name).toBe(false);
    }
  });

  it.each(cases)("%s compiles to its golden SQL (%s)", async (name, asOf, rule) => {
    // Written anew with `vitest --update`: the diff then shows what changes in the database.
    if (folder.settings === null) throw new Error("the shipped settings are broken");
    const statement = ruleStatement(rule, evaluation(asOf), folder.settings);
    await test.database.query(statement);
    const printed = print(statement);
    await expect(printed).toMatchFileSnapshot(new URL(`${name}.${asOf}.sql`, GOLDEN).pathname);
  });

  it.each(segmentCases)("the segment %s compiles to its golden SQL (%s)", async (name, asOf, { when }) => {
    const printed = print(compileSegment(when, { ...evaluation(asOf), community: knowing(when) }));
    await expect(printed).toMatchFileSnapshot(new URL(`segments/${name}.${asOf}.sql`, GOLDEN).pathname);
  });

  it.each(cases)("%s answers the same in PostgreSQL (%s) as in memory", async (_, asOf, rule) => {
    const [drawn] = fc.sample(communityArb, { numRuns: 1, seed: 7 });
    if (drawn === undefined || folder.settings === null) throw new Error("nothing to compare");
    const community = buildCommunity(drawn);
    await community.load(test.database);
    const at = new Date(HISTORY_END);
    const then = { ...evaluation(asOf), at, today: localDateOf(at, "Europe/Paris") };
    const holds = prepareCondition(rule.when, community.catalogue, then);
    const expected = community
      .membersAt(at, folder.settings.languages)
      .filter((member) => isWithinReach(member, then) && holds(member))
      .map(({ id }) => id);
    const rows = await test.database.query<{ member_id: number }>(compileAudience(rule.when, then));
    expect(rows.map(({ member_id: id }) => id).sort((a, b) => a - b)).toEqual(expected);
  });

  it.each(["facts", "dated"] as const)("answer together what each answers alone (%s)", async (asOf) => {
    const at = new Date(HISTORY_END);
    const then = { ...evaluation(asOf), at, today: localDateOf(at, "Europe/Paris") };
    const conditions = folder.rules.map(({ when }) => when);
    const { relations, selects, values } = compileAudiences(conditions, then);
    const alone = conditions.reduce((sum, condition) => sum + compileAudiences([condition], then).relations.length, 0);
    expect(relations.length, "rules that ask the same of the views share what is counted").toBeLessThan(alone);
    const ranked = selects.map((select, rank) => `SELECT ${rank} AS rank, member_id FROM (${select}) AS a${rank}`);
    const text = `WITH ${relations.join(", ")} ${ranked.join(" UNION ALL ")} ORDER BY rank, member_id`;
    let matched = 0;
    for (const drawn of fc.sample(communityArb, { numRuns: 10, seed: 7 })) {
      await buildCommunity(drawn).load(test.database);
      const together = await test.database.query<{ rank: number; member_id: number }>({ text, values });
      for (const [rank, condition] of conditions.entries()) {
        const rows = await test.database.query<{ member_id: number }>(compileAudience(condition, then));
        const own = rows.map((row) => row.member_id).sort((a, b) => a - b);
        expect(together.filter((row) => row.rank === rank).map((row) => row.member_id)).toEqual(own);
      }
      matched += together.length;
    }
    expect(matched, "audiences without anyone prove nothing").toBeGreaterThan(0);
  });
});

function contentOf(id: number, publishedAt: Date): CatalogueContent {
  return {
    id,
    externalId: `c${id}`,
    type: "article",
    title: "",
    url: "",
    summary: null,
    imageUrl: null,
    themes: [],
    language: null,
    authorId: null,
    publishedAt,
    withdrawnAt: null,
    startsAt: null,
    endsAt: null,
    replayUrl: null,
  };
}
