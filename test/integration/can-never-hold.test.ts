import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, localDateOf } from "../../src/core/calendar.ts";
import type { Condition } from "../../src/core/rules/condition.ts";
import { prepareCondition } from "../../src/core/rules/evaluate-member.ts";
import type { Evaluation } from "../../src/core/rules/evaluation.ts";
import { checkFolder } from "../../src/core/rules/read/check-folder.ts";
import { canNeverHold } from "../../src/core/rules/warn/can-never-hold.ts";
import {
  ACTIVITIES,
  buildCommunity,
  communityArb,
  HISTORY_END,
  HISTORY_START,
  THEMES,
  TIMEZONES,
} from "../support/rule-community.ts";

const SEED = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31));
const SETTINGS = { timezone: "Europe/Paris", languages: ["fr", "en"] as const, team: [] };

const COMMUNITY = {
  usualIntervalMs: 5 * 86_400_000,
  rhythm: { r: 0.3, alpha: 4.4, a: 0.8, b: 2.4 },
  topCounts: new Map(),
};

const spanArb = fc.constantFrom("1 day", "2 days", "3 days", "1 week", "2 weeks", "40 days", "36 hours", "1 hour");
const boundsArb = fc.oneof(
  fc.record({ at_least: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ at_most: fc.integer({ min: 0, max: 3 }) }),
);
const valueArb = fc.constantFrom<unknown>("premium", "Premium", "50", 50, "007", 7, true, "true", false, "");
const dateArb = fc.constantFrom("2026-09-05", "2026-09-06", "2026-09-07", "2026-10-04");
const testArb = fc.oneof(
  valueArb,
  fc.record({ is_not: valueArb }),
  fc.record({ in: fc.array(valueArb, { minLength: 1, maxLength: 2 }) }),
  fc.record({ more_than: fc.constantFrom(0, 7, 50) }),
  fc.record({ less_than: fc.constantFrom(7, 50, 120) }),
  fc.record({ before: dateArb }),
  fc.record({ after: dateArb }),
  fc.record({ contains: fc.constantFrom("prem", "0", "fr") }),
  fc.record({ exists: fc.boolean() }),
);
const fieldArb = fc.constantFrom("plan", "company.size", "since", "subscribed", "renewalAt", "joinedAt", "reads");
const merged = (...parts: fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as object);
const maybe = (key: string, value: fc.Arbitrary<unknown>) =>
  fc.option(value).map((drawn) => (drawn === null ? {} : { [key]: drawn }));

/** Few conditions with few values, so that they exclude each other often. */
const { condition: conditionArb } = fc.letrec<{ condition: object }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ inactive: spanArb }),
    fc.record({ active: fc.record({ within: spanArb }) }),
    fc.record({ joined: fc.record({ within: spanArb }) }),
    fc.record({ never_visited: fc.boolean() }),
    fc.record({ visits: merged(boundsArb, maybe("within", spanArb)) }),
    fc.record({
      views: merged(boundsArb, maybe("within", spanArb), maybe("themes", fc.subarray(THEMES, { minLength: 1 }))),
    }),
    fc.record({
      did: merged(
        boundsArb,
        maybe("within", spanArb),
        fc.record({ activity: fc.constantFrom(...ACTIVITIES.slice(0, 2)) }),
      ),
    }),
    fc.record({
      unseen: merged(
        fc.record({ at_least: fc.integer({ min: 1, max: 3 }), not_yet_mailed: fc.boolean() }),
        maybe("published_within", spanArb),
        maybe("themes", fc.subarray(THEMES, { minLength: 1 })),
      ),
    }),
    fc.record({ later_than_usual: fc.constantFrom("1x", "2x", "3x") }),
    fc.record({ leaving: fc.record({ above: fc.constantFrom("10%", "50%", "90%") }) }),
    fc.record({ digests: fc.record({ ignored: fc.integer({ min: 1, max: 3 }) }) }),
    fc.record({ renewal: fc.record({ within: spanArb }) }),
    fc.record({ live: merged(fc.record({ starts_within: spanArb }), maybe("themes", fc.constant(["pricing"]))) }),
    fc.record({ member: fc.dictionary(fieldArb, testArb, { minKeys: 1, maxKeys: 2, noNullPrototype: true }) }),
    fc.record({ all: fc.array(tie("condition"), { minLength: 2, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("condition"), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie("condition") }),
  ),
}));

function readWhen(when: object): Condition {
  const text = JSON.stringify({ rule: "r", when, send: { every: "day", at: "08:00" }, digest: { subject: "s" } });
  const { rules, mistakes } = checkFolder([{ file: "r.yaml", text }]);
  if (rules[0] === undefined) throw new Error(JSON.stringify(mistakes.map(({ message }) => message)));
  return rules[0].when;
}

describe("what is called impossible", () => {
  it(`never holds for any member (FC_SEED=${SEED})`, () => {
    const caseArb = fc.record({
      conditions: fc.array(conditionArb, { minLength: 2, maxLength: 3 }),
      timezone: fc.constantFrom(...TIMEZONES),
      late: fc.constantFrom(0, 0, -1, -2),
    });
    const atArb = fc.integer({ min: HISTORY_START + 86_400_000, max: HISTORY_END }).map((ms) => new Date(ms));
    let impossible = 0;
    let possible = 0;
    let matched = 0;
    fc.assert(
      fc.property(communityArb, atArb, fc.array(caseArb, { minLength: 80, maxLength: 80 }), (drawn, at, cases) => {
        const community = buildCommunity(drawn);
        // Nobody visits before they join, and nobody is looked at before.
        const members = community
          .membersAt(at, SETTINGS.languages)
          .filter(({ joinedAt, lastActAt }) => joinedAt <= at && (lastActAt === null || lastActAt >= joinedAt));
        for (const { conditions, timezone, late } of cases) {
          const condition = readWhen({ all: conditions });
          const never = canNeverHold(condition);
          const today = addDays(localDateOf(at, timezone), late);
          const evaluation: Evaluation = {
            at,
            today,
            timezone,
            settings: SETTINGS,
            asOf: "dated",
            community: COMMUNITY,
          };
          const holds = prepareCondition(condition, community.catalogue, evaluation);
          const matching = members.filter(holds).map(({ id }) => id);
          if (never) expect(matching, JSON.stringify({ conditions, at, timezone, late })).toEqual([]);
          if (never) impossible += 1;
          else possible += 1;
          matched += matching.length;
        }
      }),
      { numRuns: 40, seed: SEED, endOnFailure: true },
    );
    expect(impossible).toBeGreaterThan(100);
    expect(possible).toBeGreaterThan(100);
    expect(matched).toBeGreaterThan(1_000);
  }, 180_000);
});
