import type { PairedRatioSums } from "../../src/core/stats/sums.ts";
import type { LiftReport } from "../../src/report/lift/lift-report.ts";
import { measureLift } from "../../src/report/lift/measure-lift.ts";
import type { Measure, ReportStore } from "../../src/report/ports.ts";

const EXPOSED_AT = new Date("2026-07-03T06:00:00Z");
export const REPORT_TO = new Date("2026-09-30T22:00:00Z");
const DAYS = 28;

/** `units` members of whom each has, over `each` opportunities, a mean of `mean` and a variance of `variance`. */
function sumsOf(units: number, mean: number, variance: number, each: number): PairedRatioSums {
  const squares = (variance + mean * mean) * units;
  const ratio = {
    units,
    numerator: units,
    denominator: units * DAYS,
    numeratorSquares: 2 * units,
    denominatorSquares: units * DAYS ** 2,
    product: units * DAYS,
  };
  return {
    main: {
      units,
      numerator: mean * units,
      denominator: each * units,
      numeratorSquares: squares,
      denominatorSquares: each ** 2 * units,
      product: each * mean * units,
    },
    before: ratio,
    cross: {
      numeratorNumerator: (mean + 0.5 * Math.sqrt(variance)) * units,
      numeratorDenominator: mean * units * DAYS,
      denominatorNumerator: each * units,
      denominatorDenominator: each * units * DAYS,
    },
  };
}

export interface ReportScenario {
  readonly units: { readonly treated: number; readonly held_out: number };
  readonly visits?: number;
  readonly picks?: number;
}

/** A store of answers; what SQL makes of a community is held by test/integration/report.test.ts. */
function storeOf({ units, visits = 4, picks = 1 }: ReportScenario): ReportStore {
  const exposed = units.treated + units.held_out > 0;
  const means: Record<Measure, [number, number, number, number]> = {
    visits: [visits, 4, 5, DAYS],
    came_back: [0.5, 0.5, 0.25, 1],
    visibility: [4, 4, 6, 100],
    pick_visibility: [picks, 1, 0.8, 5],
  };
  const arms = ["treated", "held_out"] as const;
  const rules = [null, "seven-days-away", "three-new-in-ten-days"];
  const base = { experiment: "programme", phase: 1 };
  return {
    listPhases: async () => [
      { ...base, salt: "programme", share: 0.1, by: "member", openedAt: EXPOSED_AT, endedAt: null, keptUntil: null },
    ],
    countErased: async () => [],
    countExposed: async () =>
      exposed
        ? rules.flatMap((rule) =>
            arms.map((arm) => ({
              ...base,
              arm,
              rule,
              units: units[arm],
              members: units[arm],
              firstExposedAt: EXPOSED_AT,
            })),
          )
        : [],
    sumMeasure: async (measure) => {
      const [treated, heldOut, variance, each] = means[measure];
      const sums = (arm: "treated" | "held_out") =>
        sumsOf(units[arm], arm === "treated" ? treated : heldOut, variance, each);
      return exposed
        ? rules.flatMap((rule) => arms.map((arm) => ({ ...base, arm, rule, members: units[arm], sums: sums(arm) })))
        : [];
    },
    // Half came back at the middle of a day, the treated a day earlier; a tenth was cut off after 20 days.
    timeReturns: async () =>
      exposed
        ? rules.flatMap((rule) =>
            arms.map((arm) => ({
              ...base,
              arm,
              rule,
              times: [
                { hour: arm === "treated" ? 36 : 60, returned: Math.floor(units[arm] / 2), censored: 0 },
                { hour: 480, returned: 0, censored: Math.floor(units[arm] / 10) },
                {
                  hour: 672,
                  returned: 0,
                  censored: units[arm] - Math.floor(units[arm] / 2) - Math.floor(units[arm] / 10),
                },
              ],
              watched: [
                { days: 20, members: Math.floor(units[arm] / 5) },
                { days: 28, members: units[arm] - Math.floor(units[arm] / 5) },
              ],
            })),
          )
        : [],
    countWeekVisits: async () =>
      [-1, 0, 1].flatMap((week) =>
        arms.map((arm) => ({ ...base, arm, week, members: units[arm], visits: units[arm] })),
      ),
    countDigests: async () => [
      { rule: "seven-days-away", state: "accepted", reason: null, digests: 1_234_560 },
      { rule: "seven-days-away", state: "delivered", reason: null, digests: 4 },
      { rule: "seven-days-away", state: "bounced", reason: "hard_bounce", digests: 2 },
      { rule: "seven-days-away", state: "complained", reason: "complaint", digests: 1 },
      { rule: "seven-days-away", state: "skipped", reason: "nothing_open", digests: 4 },
    ],
    countUnsubscribes: async () => [{ rule: "seven-days-away", members: 12 }],
    describeCommunity: async () => ({ members: 5_000, meanVisits: 2, varianceOfVisits: 10, latestActAt: REPORT_TO }),
    describeRevisits: async () => ({
      members: 4_000,
      came: 2_500,
      weekly: 600,
      daily: 10,
      medianUsualDays: 6.4,
      withUsual: 2_000,
    }),
    listThemes: async () => [
      { theme: "pricing", contents: 10, views: 500, chances: 4_000 },
      { theme: "onboarding", contents: 30, views: 100, chances: 9_000 },
    ],
    listUnseen: async () => [
      {
        externalId: "c1",
        title: 'A <script>alert("1")</script>\u0007\n title that is far too long for one column of a table',
        url: "javascript:alert(1)",
        themes: ["pricing"],
        publishedAt: EXPOSED_AT,
        viewers: 0,
        readers: 4_000,
      },
    ],
  };
}

/** Ends at `to`, and is open where there is none. */
export function measureScenario(scenario: ReportScenario, to: Date | null = null): Promise<LiftReport> {
  const settings = { timezone: "Europe/Paris", languages: ["fr"], team: [] };
  return measureLift({ store: storeOf(scenario), settings }, { from: null, to, rule: null, now: REPORT_TO });
}
