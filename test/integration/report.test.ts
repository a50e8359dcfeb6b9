import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createReportStore } from "../../src/platform/postgres/report/report-store.ts";
import type { ExperimentLift, Outcome, OutcomeLift } from "../../src/report/lift/lift-report.ts";
import { measureLift } from "../../src/report/lift/measure-lift.ts";
import type { ReportStore } from "../../src/report/ports.ts";
import { presentReport } from "../../src/report/present-report.ts";
import { listMonths } from "../../src/report/sections/calendar-spans.ts";
import { type MonthLift, measureMonths } from "../../src/report/sections/measure-months.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const TO = new Date("2026-03-01T08:00:00Z");
const settings = { timezone: "Europe/Paris", languages: ["en"], team: ["@our-company.example"] };

/**
 * Four members first exposed on 1 February (phase 1: 28 days at risk), four on 22 February (phase 2: 7 days), half of
 * each held out. Around them, those who must not count: staff, a colleague by their address, one exposed at the very end, a visit at the instant of
 * exposure, contents that were not open.
 */
const COMMUNITY = `
INSERT INTO member (id, external_id, role, locale, reads, joined_at, usual_interval_days) OVERRIDING SYSTEM VALUE VALUES
  (1, 't1', 'member', NULL, NULL, '2025-06-01Z', 4),
  (2, 't2', 'member', 'fr-FR', NULL, '2026-01-25T08:00Z', NULL),
  (3, 'h1', 'expert', NULL, '{fr}', '2025-06-01Z', 8),
  (4, 'h2', 'member', NULL, NULL, '2025-06-01Z', NULL),
  (5, 't3', 'member', NULL, NULL, '2025-06-01Z', 10),
  (6, 't4', 'member', NULL, NULL, '2025-06-01Z', NULL),
  (7, 'h3', 'member', NULL, NULL, '2025-06-01Z', NULL),
  (8, 'h4', 'member', NULL, NULL, '2025-06-01Z', NULL),
  (9, 'staff', 'staff', NULL, NULL, '2025-06-01Z', 1),
  (10, 'late', 'member', NULL, NULL, '2025-06-01Z', NULL),
  (11, 'colleague', 'member', NULL, NULL, '2025-06-01Z', 1);

UPDATE member SET email = 'Me@our-company.example' WHERE id = 11;

INSERT INTO content (id, external_id, title, themes, language, author_id, open_to, published_at, withdrawn_at) OVERRIDING SYSTEM VALUE VALUES
  (1, 'c1', 'One', '{pricing}', 'en', NULL, NULL, '2026-01-01Z', NULL),
  (2, 'c2', 'Deux', '{pricing}', 'fr', NULL, NULL, '2026-01-05Z', NULL),
  (3, 'c3', 'Three', '{onboarding}', NULL, 'h2', NULL, '2026-01-10Z', NULL),
  (4, 'c4', 'After exposure', '{pricing}', 'en', NULL, NULL, '2026-02-15Z', NULL),
  (5, 'c5', 'Withdrawn', '{}', 'en', NULL, NULL, '2026-01-02Z', '2026-01-15Z'),
  (6, 'c6', 'Not for all', '{}', 'en', NULL, '{"plan":"gold"}', '2026-01-02Z', NULL),
  (7, 'c7', 'Known from activity only', '{}', NULL, NULL, NULL, NULL, NULL);

INSERT INTO visit (member_id, started_at, ended_at, acts)
SELECT member_id, at::timestamptz, at::timestamptz, 1 FROM (VALUES
  (1, '2026-01-20T10:00Z'), (1, '2026-02-01T08:00Z'), (1, '2026-02-03T10:00Z'), (1, '2026-02-10T10:00Z'),
  (1, '2026-02-17T10:00Z'), (1, '2026-02-24T10:00Z'), (1, '2026-03-01T08:00Z'),
  (2, '2026-02-20T10:00Z'), (2, '2026-02-28T10:00Z'),
  (3, '2026-02-05T10:00Z'),
  (5, '2026-02-23T10:00Z'),
  (7, '2026-02-24T10:00Z'), (8, '2026-02-25T10:00Z'),
  (9, '2026-02-02T10:00Z'), (9, '2026-02-04T10:00Z'), (10, '2026-02-02T10:00Z'),
  (11, '2026-02-02T10:00Z'), (11, '2026-02-09T10:00Z')) AS v (member_id, at);

INSERT INTO "view" (member_id, content_id, first_viewed_at) VALUES
  (1, 1, '2026-01-20T10:00Z'), (1, 3, '2026-02-03T10:00Z'), (1, 4, '2026-02-17T10:00Z'),
  (2, 5, '2026-01-12T10:00Z'), (2, 2, '2026-02-20T10:00Z'),
  (3, 3, '2026-02-05T10:00Z'),
  (4, 3, '2026-02-05T10:00Z'),
  (9, 1, '2026-02-02T10:00Z'), (11, 1, '2026-02-02T10:00Z');

INSERT INTO experiment_phase (experiment, phase, share, "by", opened_at) VALUES
  ('programme', 1, 0.5, 'member', '2026-01-31Z'), ('programme', 2, 0.5, 'member', '2026-02-20Z'),
  ('seven-days-away', 1, 0.5, 'company', '2026-01-31Z');

INSERT INTO exposure (experiment, member_id, unit, arm, phase, rule, digest_id, exposed_at)
SELECT 'programme', member_id, 'u' || member_id, arm, phase, rule, 100 + member_id, at::timestamptz FROM (VALUES
  (1, 'treated', 1, 'seven-days-away', '2026-02-01T08:00Z'), (2, 'treated', 1, 'seven-days-away', '2026-02-01T08:00Z'),
  (3, 'held_out', 1, 'seven-days-away', '2026-02-01T08:00Z'), (4, 'held_out', 1, 'three-new', '2026-02-01T08:00Z'),
  (5, 'treated', 2, 'three-new', '2026-02-22T08:00Z'), (6, 'treated', 2, 'three-new', '2026-02-22T08:00Z'),
  (7, 'held_out', 2, 'three-new', '2026-02-22T08:00Z'), (8, 'held_out', 2, 'three-new', '2026-02-22T08:00Z'),
  (10, 'held_out', 2, 'three-new', '2026-03-01T08:00Z')) AS e (member_id, arm, phase, rule, at);

INSERT INTO exposure (experiment, member_id, unit, arm, phase, rule, digest_id, exposed_at) VALUES
  ('seven-days-away', 1, 'company:a', 'treated', 1, 'seven-days-away', 101, '2026-02-01T08:00Z'),
  ('seven-days-away', 2, 'company:a', 'treated', 1, 'seven-days-away', 102, '2026-02-01T08:00Z'),
  ('seven-days-away', 5, 'company:b', 'held_out', 1, 'seven-days-away', 105, '2026-02-01T08:00Z');

INSERT INTO pick (member_id, digest_id, position, content_id, kind, score, reason, held) VALUES
  (1, 101, 1, 3, 'hot', 1, '{}', true),
  (2, 102, 1, 1, 'hot', 1, '{}', false), (2, 102, 2, 2, 'cold', 1, '{}', false),
  (3, 103, 1, 2, 'hot', 1, '{}', true), (3, 103, 2, 3, 'hot', 1, '{}', true),
  (4, 104, 1, 1, 'hot', 1, '{}', true),
  (1, 999, 1, 4, 'hot', 1, '{}', true);

INSERT INTO digest (member_id, id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state, reason)
OVERRIDING SYSTEM VALUE
SELECT member_id, id, 1, rule, 'x', id::text, 'Europe/Paris', '2026-02-01T08:00Z', '2026-02-01', '2026-02-01', '2026-02-02Z', arm, state, reason
FROM (VALUES
  (1, 101, 'seven-days-away', 'treated', 'accepted', NULL), (2, 102, 'seven-days-away', 'treated', 'failed', NULL),
  (3, 103, 'seven-days-away', 'held_out', 'withheld', NULL), (4, 104, 'three-new', 'held_out', 'withheld', NULL),
  (5, 105, 'three-new', 'treated', 'skipped', 'nothing_open'), (6, 106, 'three-new', 'treated', 'unknown', NULL)
) AS d (member_id, id, rule, arm, state, reason);

INSERT INTO suppression (email_hash, reason, source, at) VALUES
  ('\\x01', 'unsubscribed', 'digest 1.101', '2026-02-03Z'), ('\\x02', 'unsubscribed', 'import', '2026-02-04Z'),
  ('\\x03', 'bounced', 'digest 2.102', '2026-02-04Z');

UPDATE installation SET latest_act_at = '2026-03-01T09:00Z';
`;

let test: TestDatabase;
let store: ReportStore;

beforeAll(async () => {
  test = await createTestDatabase();
  store = createReportStore(test.database);
  for (const text of COMMUNITY.split(/;\n/).filter((part) => part.trim() !== "")) {
    await test.database.query({ text, values: [] });
  }
});
afterAll(() => test.drop());

function programmeOf(report: { experiments: readonly ExperimentLift[] }): ExperimentLift {
  const [first] = report.experiments;
  if (first?.experiment !== "programme") throw new Error("the programme comes first");
  return first;
}

function liftOf(outcomes: readonly OutcomeLift[], outcome: Outcome): OutcomeLift {
  const lift = outcomes.find((candidate) => candidate.outcome === outcome);
  if (lift === undefined) throw new Error(outcome);
  return lift;
}

function armsOf(lift: OutcomeLift) {
  return Object.fromEntries(
    lift.arms.map(({ arm, numerator, denominator, value }) => [arm, [numerator, denominator, value]]),
  );
}

const measure = (input: Partial<Parameters<typeof measureLift>[1]> = {}) =>
  measureLift({ store, settings }, { from: null, to: TO, rule: null, now: new Date("2026-03-02T00:00:00Z"), ...input });

describe("a small community counted by hand", () => {
  it("gives each outcome of the first phase", async () => {
    const [phase] = programmeOf(await measure()).phases;
    if (phase === undefined) throw new Error("no phase");
    expect(phase).toMatchObject({
      phase: 1,
      share: 0.5,
      units: { treated: 2, held_out: 2 },
      sampleRatio: { p: 1, ok: true },
    });

    const visits = liftOf(phase.outcomes, "visits");
    // 4 + 2 visits and 1 + 0, in 28 days each.
    expect(armsOf(visits)).toEqual({ treated: [6, 56, 0.75], held_out: [1, 56, 0.125] });
    expect(visits.relative?.estimate).toBeCloseTo(5, 9);
    expect(visits.absolute?.estimate).toBeCloseTo(0.625, 9);
    // Squared standard errors of the logarithms (2/2) / 3² = 1/9 and (0.5/2) / 0.5² = 1; too uneven for more than one degree
    // each, so (10/9)² / (1/81 + 1) = 1.219512 of both.
    const [above, below] = [0.75 * Math.exp(STUDENT_1_22 / 3), 0.125 * Math.exp(-STUDENT_1_22)];
    expect(visits.absolute?.high).toBeCloseTo(0.625 + Math.hypot(above - 0.75, 0.125 - below), 6);
    expect(visits.verdict).toBe("too_early");
    expect(visits.reason).toBe("small_arm");

    const interval = liftOf(phase.outcomes, "revisit_interval");
    expect(armsOf(interval)).toEqual({ treated: [56, 6, expect.closeTo(9.33333333, 6)], held_out: [56, 1, 56] });

    expect(armsOf(liftOf(phase.outcomes, "came_back"))).toEqual({ treated: [1, 2, 0.5], held_out: [1, 2, 0.5] });
    // Unseen at exposure: t1 c3; t2 c1 c2 c3; h1 c2 c3; h2 c1 (c3 is their own).
    expect(armsOf(liftOf(phase.outcomes, "visibility"))).toEqual({
      treated: [2, 4, 0.5],
      held_out: [1, 3, expect.closeTo(1 / 3, 9)],
    });
    expect(armsOf(liftOf(phase.outcomes, "pick_visibility"))).toEqual({
      treated: [2, 3, expect.closeTo(2 / 3, 9)],
      held_out: [1, 3, expect.closeTo(1 / 3, 9)],
    });
  });

  it("averages the days until the next visit, one at the instant of exposure being none, and the never back at 28", async () => {
    const programme = programmeOf(await measure());
    // Middles of hours: t1 50.5, t2 458.5; h1 98.5, h2 not within 672. Phase 2 is 7 days old, and not of the 28-day mean.
    const lift = liftOf(programme.outcomes, "time_to_return");
    expect(armsOf(lift)).toEqual({
      treated: [2, 2, expect.closeTo(254.5 / 24, 8)],
      held_out: [1, 2, expect.closeTo(385.25 / 24, 8)],
    });
    expect(lift).toMatchObject({ horizonDays: 28, verdict: "too_early", reason: "small_arm" });
    expect(lift.cuped).toMatchObject({ relative: null, reason: "not_adjusted" });
    // Areas after the first returns: ½ · 408 and ½ · 573.5 hours, each with variance area² / 2; on the scale of logarithms.
    const [wait, heldOutWait] = [254.5, 385.25];
    const [error, heldOutError] = [204 / Math.SQRT2 / wait, 286.75 / Math.SQRT2 / heldOutWait];
    const limit = (mean: number, errors: number) => mean * Math.exp(1.959963985 * errors);
    const below = Math.hypot(wait - limit(wait, -error), limit(heldOutWait, heldOutError) - heldOutWait);
    const above = Math.hypot(limit(wait, error) - wait, heldOutWait - limit(heldOutWait, -heldOutError));
    expect(lift.absolute).toEqual({
      estimate: expect.closeTo(-130.75 / 24, 8),
      low: expect.closeTo((-130.75 - below) / 24, 6),
      high: expect.closeTo((-130.75 + above) / 24, 6),
    });
    const factor = Math.exp(1.959963985 * Math.hypot(error, heldOutError));
    expect(lift.relative?.low).toBeCloseTo(wait / heldOutWait / factor - 1, 6);
    expect(lift.relative?.high).toBeCloseTo((wait / heldOutWait) * factor - 1, 6);
    expect(lift.relative?.estimate).toBeCloseTo(254.5 / 385.25 - 1, 8);
    const { returns } = programme;
    expect(returns).toMatchObject({
      treated: { members: 2, returned: 2, away: 0, censored: 0 },
      held_out: { members: 2, returned: 1, away: 1, censored: 0 },
    });
    // Both phases, each a stratum: 3 of the treated came where 8/3 would have, with variance 13/9.
    expect(returns?.logRank?.chiSquared).toBeCloseTo(1 / 13, 8);
    expect(returns?.days.map(({ treated, held_out }) => [treated.back, held_out.back])).toEqual(
      Array.from({ length: 29 }, (_, day) => [day < 3 ? 0 : day < 20 ? 0.5 : 1, day < 5 ? 0 : 0.5]),
    );
    expect(returns?.days[20]).toMatchObject({ treated: { waitedFor: 0 }, held_out: { waitedFor: 1 } });
  });

  it("averages a young phase by itself over the days that it has", async () => {
    const [, phase] = programmeOf(await measure()).phases;
    const lift = liftOf(phase?.outcomes ?? [], "time_to_return");
    // t3 26.5, t4 cut off after 7 days; h3 50.5, h4 74.5.
    expect(lift.horizonDays).toBe(7);
    expect(armsOf(lift)).toEqual({
      treated: [1, 2, expect.closeTo((26.5 + 168) / 48, 8)],
      held_out: [2, 2, expect.closeTo((50.5 + 74.5) / 48, 8)],
    });
  });

  it("pools both phases with the weights of their sizes", async () => {
    const programme = programmeOf(await measure());
    expect(programme.members).toEqual({ treated: 4, held_out: 4 });
    const visits = liftOf(programme.outcomes, "visits");
    // Phase 2: 1 and 2 visits in 2 × 7 days, so 0.5 and 1 a week; both phases weigh a half.
    expect(visits.arms.map(({ value }) => value)).toEqual([0.625, 0.5625]);
    expect(visits.relative?.estimate).toBeCloseTo(1 / 9, 9);
    expect(liftOf(programme.phases[1]?.outcomes ?? [], "came_back").arms.map(({ value }) => value)).toEqual([0.5, 1]);
  });

  it("counts from the beginning of the period, but never changes what was unseen at exposure", async () => {
    const [phase] = programmeOf(await measure({ from: new Date("2026-02-18T08:00:00Z") })).phases;
    const outcomes = phase?.outcomes ?? [];
    expect(armsOf(liftOf(outcomes, "visits"))).toMatchObject({
      treated: [3, 22, expect.closeTo(21 / 22, 9)],
      held_out: [0, 22, 0],
    });
    expect(armsOf(liftOf(outcomes, "visibility"))).toMatchObject({ treated: [1, 4, 0.25], held_out: [0, 3, 0] });
    expect(liftOf(outcomes, "visits").relative).toBeNull();
    expect(liftOf(outcomes, "visits").absolute?.estimate).toBeCloseTo(21 / 22, 9);
  });

  it("hands over the history of the 28 days before exposure, as long as the member was there", async () => {
    const rows = await store.sumMeasure("visits", { from: null, to: TO, rule: null, languages: ["en"] });
    const row = rows.find(
      ({ experiment, phase, arm, rule }) =>
        experiment === "programme" && phase === 1 && arm === "treated" && rule === null,
    );
    // t1: 2 visits in 28 days (one at the very instant of exposure); t2: joined 7 days before, none.
    expect(row?.sums.before).toEqual({
      units: 2,
      numerator: 2,
      denominator: 35,
      numeratorSquares: 4,
      denominatorSquares: 28 ** 2 + 7 ** 2,
      product: 56,
    });
    expect(row?.sums.cross).toEqual({
      numeratorNumerator: 8,
      numeratorDenominator: 4 * 28 + 2 * 7,
      denominatorNumerator: 56,
      denominatorDenominator: 28 * 28 + 28 * 7,
    });
  });

  it("takes colleagues who share an arm for one", async () => {
    const own = (await measure()).experiments.find(({ experiment }) => experiment === "seven-days-away");
    expect(own).toMatchObject({ unit: "company", members: { treated: 2, held_out: 1 } });
    const visits = liftOf(own?.outcomes ?? [], "visits");
    expect(visits.arms.map(({ n, members }) => [n, members])).toEqual([
      [1, 2],
      [1, 1],
    ]);
    expect(visits).toMatchObject({ absolute: null, relative: null, reason: "too_few_units" });
    const returned = liftOf(own?.outcomes ?? [], "time_to_return");
    expect(returned.arms.map(({ n, value }) => [n, value])).toEqual([
      [1, expect.closeTo(254.5 / 24, 8)],
      [1, expect.closeTo(530.5 / 24, 8)],
    ]);
    expect(returned).toMatchObject({ absolute: null, relative: null, reason: "drawn_by_company" });
    expect(own?.returns?.logRank).toBeNull();
  });

  it("keeps who was made a moderator since: digests may be why", async () => {
    const before = programmeOf(await measure());
    await test.database.query({ text: "UPDATE member SET role = 'moderator' WHERE id IN (1, 3)", values: [] });
    const after = programmeOf(await measure());
    await test.database.query({
      text: "UPDATE member SET role = CASE id WHEN 1 THEN 'member' ELSE 'expert' END WHERE id IN (1, 3)",
      values: [],
    });
    expect(after).toEqual(before);
  });

  it("breaks the programme down by the rule of the first exposure", async () => {
    const { rules } = programmeOf(await measure());
    expect(rules.map(({ rule }) => rule)).toEqual(["seven-days-away", "three-new"]);
    expect(liftOf(rules[0]?.outcomes ?? [], "visits").arms.map(({ members }) => members)).toEqual([2, 1]);
    const only = programmeOf(await measure({ rule: "three-new" }));
    expect(only.members).toEqual({ treated: 2, held_out: 3 });
  });

  it("counts digests by what became of them and who left by which rule", async () => {
    const { costs, otherUnsubscribes } = await measure();
    expect(costs).toEqual([
      { rule: "seven-days-away", states: { accepted: 1, failed: 1, withheld: 1 }, skipped: {}, unsubscribes: 1 },
      {
        rule: "three-new",
        states: { skipped: 1, unknown: 1, withheld: 1 },
        skipped: { nothing_open: 1 },
        unsubscribes: 0,
      },
    ]);
    expect(otherUnsubscribes).toBe(1);
  });

  it("describes how often members come and what nobody sees", async () => {
    const { indicators } = await measure({ from: new Date("2026-01-01T00:00:00Z") });
    // Joined before January: t1 h1 h2 t3 t4 h3 h4 late, of whom h2 and t4 never came.
    expect(indicators.revisit).toMatchObject({
      members: 8,
      medianUsualDays: 8,
      membersWithUsual: 3,
      weekly: { members: 0, share: 0 },
      didNotComeBack: { members: 2, share: 0.25 },
    });
    // c1 and c4: 8 readers of English and none of French only; c2: t2 and h1.
    expect(indicators.themes).toEqual([
      {
        theme: "pricing",
        contents: 3,
        views: 3,
        chances: 18,
        supply: 0.75,
        demand: 0.6,
        visibility: expect.closeTo(3 / 18, 9),
      },
      { theme: "onboarding", contents: 1, views: 2, chances: 8, supply: 0.25, demand: 0.4, visibility: 0.25 },
    ]);
    expect(indicators.unseen.map(({ contentId, viewers, readers }) => [contentId, viewers, readers])).toEqual([
      ["c1", 1, 8],
      ["c4", 1, 8],
      ["c3", 2, 8],
      ["c2", 1, 2],
    ]);
  });

  it("says the same when asked again", async () => {
    expect(await measure()).toEqual(await measure());
  });

  it("closes a period only when it is over and later activity has arrived", async () => {
    expect((await measure()).period.closed).toBe(true);
    expect((await measure({ to: null })).period.closed).toBe(false);
    expect((await measure({ to: new Date("2026-03-01T10:00:00Z") })).period.closed).toBe(false);
    expect((await measure({ to: new Date("2026-03-05T00:00:00Z") })).period.closed).toBe(false);
  });
});

/** Student's two-sided 5% quantile at 100/82 degrees of freedom, by numeric integration of the density. */
const STUDENT_1_22 = 8.394018689;

describe("a community that has mailed nobody yet", () => {
  let empty: TestDatabase;
  beforeAll(async () => {
    empty = await createTestDatabase();
    await empty.database.query({
      text: `INSERT INTO member (external_id, joined_at) SELECT 'm' || n, '2025-01-01Z' FROM generate_series(1, 800) n`,
      values: [],
    });
    // One in two came once or five times in the last four weeks: mean 1.5, variance about 4.25.
    await empty.database.query({
      text: `INSERT INTO visit (member_id, started_at, ended_at, acts)
        SELECT m.id, '2026-02-20Z'::timestamptz + make_interval(days => n), '2026-02-20Z'::timestamptz + make_interval(days => n), 1
        FROM member m, generate_series(1, CASE m.id % 4 WHEN 0 THEN 5 WHEN 1 THEN 1 ELSE 0 END) n`,
      values: [],
    });
  });
  afterAll(() => empty.drop());

  it("is told that nothing can be said and what it would take", async () => {
    const report = await measureLift(
      { store: createReportStore(empty.database), settings },
      { from: null, to: null, rule: null, now: TO },
    );
    expect(report).toMatchObject({ headline: "no_exposures", experiments: [], costs: [], interval: "sequential" });
    expect(report.community).toEqual({ members: 800, meanVisits: 1.5, latestActAt: null });
    // 80 are fewer than a report shows.
    expect(report.holdoutPlan[0]).toEqual({ share: 0.1, heldOut: 80, smallestEffect: null });
    // exp(2.8016 · √(4.2553 / 1.5² · (1/160 + 1/640))) − 1 with 20% held out.
    expect(report.holdoutPlan[1]).toMatchObject({
      share: 0.2,
      heldOut: 160,
      smallestEffect: expect.closeTo(0.40571, 4),
    });
    const text = presentReport(report, "text", "en");
    expect(text).toContain("Nothing can be said yet");
    expect(text).toContain("At least 100 members in each group. If all 800 members had a digest");
  });

  it("may have no member at all", async () => {
    const nobody = await createTestDatabase();
    try {
      const report = await measureLift(
        { store: createReportStore(nobody.database), settings },
        { from: null, to: null, rule: null, now: TO },
      );
      for (const format of ["text", "html", "json"] as const) {
        expect(presentReport(report, format, "fr")).not.toMatch(/NaN|Infinity|undefined/);
      }
    } finally {
      await nobody.drop();
    }
  });
});

describe("the months of a report", () => {
  it("are what the report says of each of them", async () => {
    const context = { interval: "classic", sampleRatioOk: true, unit: "member", dateOfUnits: () => null } as const;
    const spans = listMonths(new Date("2026-01-31T00:00:00Z"), TO, "UTC");
    const months = await measureMonths(store, spans, "programme", { rule: null, languages: ["en"] }, context);
    // Of March eight hours have passed, and nobody was exposed before February.
    expect(months.map(({ date }) => date)).toEqual(["2026-02-01"]);
    const february = { from: new Date("2026-02-01T00:00:00Z"), to: new Date("2026-03-01T00:00:00Z") };
    const { outcomes } = programmeOf(await measure(february));
    expect(armsOf((months[0] as MonthLift).visits)).toEqual(armsOf(liftOf(outcomes, "visits")));
    expect(armsOf((months[0] as MonthLift).visibility)).toEqual(armsOf(liftOf(outcomes, "visibility")));
  });
});
