import type { IndicatorFigure, IndicatorLine } from "../../src/report/indicators/measure-indicators.ts";
import type {
  ExperimentLift,
  LiftReport,
  Outcome,
  OutcomeLift,
  OutcomeReason,
  OutcomeVerdict,
} from "../../src/report/lift/lift-report.ts";
import { balanceThemes } from "../../src/report/sponsor/balance-themes.ts";
import { countVisits } from "../../src/report/sponsor/count-visits.ts";
import type { ThemeSet } from "../../src/report/sponsor/ports.ts";
import type { SponsorPage } from "../../src/report/sponsor/sponsor-page.ts";

interface Shown {
  readonly verdict: OutcomeVerdict;
  readonly reason?: OutcomeReason;
  /** Treated minus held out. */
  readonly interval?: readonly [estimate: number, low: number, high: number] | null;
  /** The relative one, where it is not the same. */
  readonly relative?: readonly [estimate: number, low: number, high: number] | null;
  readonly units?: readonly [treated: number, heldOut: number];
  /** Of a share: what each arm came to; without it a tenth. */
  readonly values?: readonly [treated: number, heldOut: number];
}

export function sponsorLiftOf(
  outcome: Outcome,
  { verdict, reason = null, interval = null, relative = interval, units = [900, 100], values }: Shown,
): OutcomeLift {
  const boundsOf = (given: Shown["interval"]) => given && { estimate: given[0], low: given[1], high: given[2] };
  const [bounds, share] = [boundsOf(interval) ?? null, boundsOf(relative) ?? null];
  // A hundred days, ten visits each; of a share one of ten.
  const days = outcome === "visits" ? 70 : 10;
  return {
    outcome,
    arms: (["treated", "held_out"] as const).map((arm, index) => {
      const n = units[index] ?? 0;
      const share = values?.[index];
      if (share !== undefined) return { arm, n, members: n, value: share, numerator: 1e4 * share, denominator: 1e4 };
      return { arm, n, members: n, value: 0.1, numerator: n, denominator: days * n };
    }),
    absolute: bounds,
    relative: share,
    p: 0.01,
    sequential: { absolute: bounds, relative: share },
    cuped: { absolute: null, relative: null, theta: [], varianceReduction: null, reason: "no_history" },
    smallestEffect: { relative: 0.3, target: 0.1, unitsNeeded: 9_000, date: null },
    verdict,
    reason,
    horizonDays: null,
  };
}

const noFigure = (reason: IndicatorFigure["reason"]): IndicatorFigure => ({ value: null, of: null, reason });
export const someFigure = (value: number, count: number, total: number): IndicatorFigure => ({
  value,
  of: { count, total },
  reason: null,
});
export const sponsorLineOf = (
  name: IndicatorLine["name"],
  now: IndicatorFigure,
  needs: readonly string[] = [],
): IndicatorLine => ({
  name,
  group: "members",
  unit: "share",
  better: "up",
  now,
  before: noFigure("no_history"),
  change: null,
  needs,
});

/** One theme each; a content is read as much as its theme's mean, a third of it more or less. */
export const sponsorThemesOf = (
  ...rows: readonly (readonly [theme: string, contents: number, views: number])[]
): ThemeSet[] =>
  rows.map(([theme, contents, views]) => ({
    themes: [theme],
    contents,
    views,
    squares: (views ** 2 / contents) * (1 + 1 / 9),
  }));

/** What a page is to be made of; the rest is not known. */
export interface SponsorCase {
  readonly visits?: Shown | null;
  readonly heldOut?: number;
  readonly sampleRatioOk?: boolean;
  readonly picks?: Shown;
  readonly themes?: readonly ThemeSet[];
  readonly page?: Partial<SponsorPage>;
}

export function sponsorPageOf({
  visits = null,
  heldOut = 100,
  sampleRatioOk = true,
  picks,
  themes = [],
  page = {},
}: SponsorCase = {}): SponsorPage {
  const outcomes = visits === null ? [] : [sponsorLiftOf("visits", visits)];
  const experiment = {
    experiment: "programme",
    unit: "member",
    members: { treated: 900, held_out: heldOut },
    sampleRatio: { ok: sampleRatioOk },
    phases: [],
    outcomes,
  } as unknown as ExperimentLift;
  const report = {
    period: { from: null, to: "2026-10-01T00:00:00Z", timezone: "Europe/Paris", closed: false, endsAt: null },
    interval: "sequential",
    experiments: visits === null ? [] : [experiment],
    programmes: [],
    indicators: { from: "2026-09-03T00:00:00Z", to: "2026-10-01T00:00:00Z" },
    community: { members: 1_000, meanVisits: 2, latestActAt: "2026-09-30T20:00:00Z" },
    holdoutPlan: [
      { share: 0.1, heldOut: 100, smallestEffect: 0.4 },
      { share: 0.5, heldOut: 500, smallestEffect: 0.2 },
    ],
  } as unknown as LiftReport;
  return {
    community: "Club Ormeau",
    worth: null,
    visits: countVisits(report),
    atRisk: { known: false, cameBack: null },
    picks: picks === undefined ? null : sponsorLiftOf("pick_visibility", picks),
    answered: sponsorLineOf("answered_share", noFigure("needs_event"), ["Question Answered", "Solution Accepted"]),
    hoursToAnswer: sponsorLineOf("hours_to_answer", noFigure("needs_event")),
    solutionViews: sponsorLineOf("solution_views", noFigure("needs_event")),
    nps: sponsorLineOf("nps", noFigure("needs_event"), ["Survey Answered"]),
    agreement: balanceThemes(themes),
    report,
    ...page,
  };
}
