import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDays, localDateOf } from "../../src/core/calendar.ts";
import { communityNeeds } from "../../src/core/rules/community-needs.ts";
import { compileAudience } from "../../src/core/rules/compile.ts";
import type { Condition } from "../../src/core/rules/condition.ts";
import { isWithinReach, prepareCondition } from "../../src/core/rules/evaluate-member.ts";
import type { Evaluation, MemberFacts } from "../../src/core/rules/evaluation.ts";
import { checkFolder } from "../../src/core/rules/read/check-folder.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { knowNaively } from "../support/community-naively.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import {
  ACTIVITIES,
  buildCommunity,
  communityArb,
  HISTORY_END,
  HISTORY_START,
  PASSIVE_ACTIVITIES,
  type RuleCommunity,
  THEMES,
  TIMEZONES,
} from "../support/rule-community.ts";

const SEED = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Forty cases each: 2,000 in all, fewer where FC_RUNS says so. */
const COMMUNITIES = Number(process.env.FC_RUNS ?? 50);
const SETTINGS = {
  timezone: "Europe/Paris",
  languages: ["fr", "en"] as const,
  team: ["@team.example", "boss@site.org"],
};

const durationArb = fc.constantFrom(
  "1 day",
  "2 days",
  "7 days",
  "2 weeks",
  "36 hours",
  "1 hour",
  "30 minutes",
  "40 days",
);
const nasty = [
  "premium",
  "it's",
  "'; DROP TABLE member; --",
  "$1",
  "$$",
  "\\",
  '"',
  "%_",
  "é😀",
  "x".repeat(10_000),
  "50",
  "007",
  "",
];
const scalarArb = fc.constantFrom<string | number | boolean>(...nasty, 50, 7, -1.5, true, false);
const dateArb = fc.constantFrom("2026-09-05", "2026-09-06", "2026-09-07", "2026-10-04");
const testArb = fc.oneof(
  scalarArb,
  fc.record({ is: scalarArb }),
  fc.record({ is_not: scalarArb }),
  fc.record({ in: fc.array(scalarArb, { minLength: 1, maxLength: 3 }) }),
  fc.record({ more_than: fc.constantFrom(0, 50, 74.5) }),
  fc.record({ less_than: fc.constantFrom(8, 50, 120), more_than: fc.constantFrom(-2, 49) }),
  fc.record({ before: dateArb }),
  fc.record({ after: dateArb }),
  fc.record({ contains: fc.constantFrom("pricing", "a", "fr", ...nasty.filter((text) => text !== "")) }),
  fc.record({ exists: fc.boolean() }),
);
const fieldArb = fc.constantFrom(
  ...["plan", "company", "company.size", "since", "tags", "a.b.c", "constructor", "x'; --", "$1.$2"],
  ...[
    "id",
    "email",
    "locale",
    "timezone",
    "role",
    "subscribed",
    "reads",
    "joinedAt",
    "renewalAt",
    "createdAt",
    "firstName",
  ],
);
const unseenArb = fc.record(
  {
    at_least: fc.constantFrom(1, 1, 2, 3, 6, 60),
    published_within: durationArb,
    themes: fc.uniqueArray(fc.constantFrom(...THEMES, "none"), { minLength: 1 }),
    types: fc.uniqueArray(fc.constantFrom("article", "live", "video"), { minLength: 1 }),
    not_yet_mailed: fc.boolean(),
  },
  { requiredKeys: [] },
);

const countsArb = fc.oneof(
  fc.record({ at_least: fc.constantFrom(1, 2, 3, 5) }),
  fc.record({ at_most: fc.constantFrom(0, 1, 2, 4) }),
  fc.record({ at_least: fc.constantFrom(1, 2), at_most: fc.constantFrom(2, 3, 6) }),
);
const windowArb = fc.oneof(fc.constant({}), fc.record({ within: durationArb }));
const themesArb = fc.uniqueArray(fc.constantFrom(...THEMES, "none"), { minLength: 1 });
const ofContentsArb = fc.record(
  {
    themes: themesArb,
    types: fc.uniqueArray(fc.constantFrom("article", "live", "video", "question"), { minLength: 1 }),
  },
  { requiredKeys: [] },
);
const activityArb = fc.oneof(
  fc.constantFrom(...ACTIVITIES, ...PASSIVE_ACTIVITIES, "never done"),
  fc.uniqueArray(fc.constantFrom(...ACTIVITIES, ...PASSIVE_ACTIVITIES), { minLength: 1, maxLength: 3 }),
);
/** Objects side by side, as one. */
function together(...parts: fc.Arbitrary<object>[]): fc.Arbitrary<object> {
  return fc.tuple(...parts).map((drawn) => Object.assign({}, ...drawn) as object);
}

/** A condition of each kind that asks something of the member. */
const LEAVES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  unseen: unseenArb,
  inactive: durationArb,
  active: fc.record({ within: durationArb }),
  never_visited: fc.boolean(),
  joined: fc.record({ within: durationArb }),
  member: fc.oneof(
    fc.dictionary(fieldArb, testArb, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
    fc.constantFrom<object>(
      { role: "member" },
      { plan: "premium" },
      { reads: { contains: "fr" } },
      { "company.size": { more_than: 60 } },
      { subscribed: true, joinedAt: { after: "2026-08-02" } },
      { since: { exists: true } },
    ),
  ),
  visits: together(countsArb, windowArb),
  views: together(countsArb, windowArb, ofContentsArb),
  did: fc.oneof(
    together(fc.record({ activity: activityArb }), fc.oneof(fc.constant({}), countsArb), windowArb),
    fc.record({
      activity: activityArb,
      top: fc.constantFrom("1%", "7%", "30%", "50%", "100%"),
      within: fc.constantFrom("1 day", "7 days", "2 weeks", "40 days"),
    }),
  ),
  later_than_usual: fc.constantFrom("0.5x", "1x", "1.5x", "2 x", "4x"),
  interested_in: fc.oneof(
    fc.constantFrom(...THEMES),
    themesArb,
    fc.record({ themes: themesArb, above: fc.constantFrom("5%", "10%", "25%", "50%") }),
  ),
  leaving: fc.record({ above: fc.constantFrom("5%", "20%", "50%", "80%", "97.5%") }),
  renewal: fc.record({ within: durationArb }),
  digests: fc.record({ ignored: fc.constantFrom(1, 1, 2, 3) }),
  live: together(
    fc.record({ starts_within: durationArb }),
    fc.oneof(fc.constant({}), fc.record({ themes: themesArb })),
  ),
};
const leafArb = fc.oneof(
  ...Object.entries(LEAVES).map(([kind, argument]) => argument.map((value): object => ({ [kind]: value }))),
);

/** A leaf as often as all that combine conditions, so that trees have several kinds of leaves and an end. */
const { condition: conditionArb } = fc.letrec<{ condition: object }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: leafArb },
    { weight: 1, arbitrary: fc.record({ segment: fc.constantFrom("one", "two") }) },
    { weight: 1, arbitrary: fc.record({ all: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ any: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ not: tie("condition") }) },
  ),
}));

/** Without a window and alone, so that members at the very edge of the count are told apart. */
const wholeArb = fc.record({
  unseen: fc.record({ at_least: fc.constantFrom(1, 2, 3, 4), not_yet_mailed: fc.boolean() }),
});

/** The road of a rule file: YAML (of which JSON is a part) to a checked condition. */
function readWhen(when: object): Condition {
  const text = JSON.stringify({
    rule: "r",
    when,
    send: { every: "day", at: "08:00" },
    digest: { subject: "s" },
  });
  const folder = checkFolder([
    { file: "r.yaml", text },
    { file: "segments/one.yaml", text: "segment: one\nwhen: { unseen: { at_least: 2 } }" },
    { file: "segments/two.yaml", text: "segment: two\nwhen: { any: [{ segment: one }, { inactive: 3 days }] }" },
  ]);
  const [rule] = folder.rules;
  if (rule === undefined) throw new Error(JSON.stringify(folder.mistakes.map(({ message }) => message)));
  return rule.when;
}

function leavesOf(condition: Condition): readonly Condition[] {
  return condition.parts.length === 0 ? [condition] : condition.parts.flatMap(leavesOf);
}

/** By kind of condition, how often it held for a member and how often not. */
type Tally = Map<string, { held: number; failed: number }>;

function tallyLeaves(
  tally: Tally,
  condition: Condition,
  community: RuleCommunity,
  members: readonly MemberFacts[],
  evaluation: Evaluation,
): void {
  for (const leaf of leavesOf(condition)) {
    const holds = prepareCondition(leaf, community.catalogue, evaluation);
    const held = members.filter(holds).length;
    const known = tally.get(leaf.kind) ?? { held: 0, failed: 0 };
    tally.set(leaf.kind, { held: known.held + held, failed: known.failed + members.length - held });
  }
}

describe("a rule's audience", () => {
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

  async function inSql(condition: Condition, evaluation: Evaluation): Promise<number[]> {
    const rows = await test.database.query<{ member_id: number }>(compileAudience(condition, evaluation));
    return rows.map(({ member_id: id }) => id).sort((a, b) => a - b);
  }

  function inMemory(
    condition: Condition,
    community: RuleCommunity,
    members: readonly MemberFacts[],
    evaluation: Evaluation,
  ): number[] {
    const holds = prepareCondition(condition, community.catalogue, evaluation);
    return members.filter((member) => isWithinReach(member, evaluation) && holds(member)).map(({ id }) => id);
  }

  it(`is the same from facts, from dated rows and in memory, member by member (FC_SEED=${SEED})`, async () => {
    const instantArb = fc.integer({ min: HISTORY_START + 86_400_000, max: HISTORY_END }).map((ms) => new Date(ms));
    const caseArb = fc.record({
      condition: fc.oneof({ weight: 3, arbitrary: conditionArb }, { weight: 1, arbitrary: wholeArb }),
      at: instantArb,
      timezone: fc.constantFrom(TIMEZONES[0], ...TIMEZONES),
      late: fc.constantFrom(0, 0, 0, -1),
    });
    const tally: Tally = new Map();
    await fc.assert(
      fc.asyncProperty(
        communityArb,
        fc.array(caseArb, { minLength: 40, maxLength: 40, size: "max" }),
        async (drawn, cases) => {
          const community = buildCommunity(drawn);
          await community.load(test.database);
          const audiences = createAudienceStore(test.database);
          const end = new Date(HISTORY_END);
          const membersAtEnd = community.membersAt(end, SETTINGS.languages);
          for (const { condition: written, at, timezone, late } of cases) {
            const condition = readWhen(written);
            const needs = communityNeeds([condition]);
            const compare = async (instant: Date, asOf: Evaluation["asOf"], members: readonly MemberFacts[]) => {
              const today = addDays(localDateOf(instant, timezone), late);
              const known = { at: instant, today, settings: SETTINGS, asOf };
              const facts = await audiences.communityFacts({ ...known, needs });
              expect(facts, JSON.stringify(needs)).toEqual(knowNaively(needs, members, known, true));
              const evaluation = { ...known, timezone, community: facts };
              const answered = await inSql(condition, evaluation);
              expect(answered, JSON.stringify(written)).toEqual(inMemory(condition, community, members, evaluation));
              return evaluation;
            };
            const members = community.membersAt(at, SETTINGS.languages);
            const [then] = await Promise.all([
              compare(at, "dated", members),
              compare(end, "facts", membersAtEnd),
              compare(end, "dated", membersAtEnd),
            ]);
            tallyLeaves(tally, condition, community, members, then);
          }
        },
      ),
      { numRuns: COMMUNITIES, seed: SEED, endOnFailure: true },
    );
    for (const kind of Object.keys(LEAVES)) {
      const { held, failed } = tally.get(kind) ?? { held: 0, failed: 0 };
      expect(Math.min(held, failed), `${kind} held ${held} times, failed ${failed} times`).toBeGreaterThan(
        COMMUNITIES / 2,
      );
    }
  }, 600_000);
});
