import type { Worth } from "../../core/rules/settings.ts";
import type { Interval } from "../../core/stats/compare-arms.ts";
import type { IndicatorLine } from "../indicators/measure-indicators.ts";
import type { LiftReport, OutcomeLift, OutcomeVerdict } from "../lift-report.ts";

/** Why the visits that digests brought cannot be counted yet. */
export type NoCount = "no_exposures" | "sample_ratio" | "nobody_held_out" | "small_arm" | "no_interval";

/** Visits that the digests caused over the period, whoever made them: lift in visits × members × weeks. */
export interface ExtraVisits {
  readonly reason: NoCount | null;
  /** better, worse: the relative interval of the report and that of `visits` both leave zero out. */
  readonly verdict: OutcomeVerdict;
  /** Whole visits; null where `reason` says why. */
  readonly visits: Interval | null;
  /** Visits a member and week, as the report shows them. */
  readonly lift: Interval | null;
  readonly members: number;
  /** Treated members × weeks at risk. */
  readonly memberWeeks: number;
  readonly outcome: OutcomeLift | null;
}

export interface AtRisk {
  /** Whether the site tells of renewals at all. */
  readonly known: boolean;
  /** Coming back within 30 days, of members at risk at first exposure; null: nobody was. */
  readonly cameBack: OutcomeLift | null;
}

export interface ThemeBalance {
  readonly theme: string;
  /** Shares of what is published and of what is read. */
  readonly supply: number;
  readonly demand: number;
}

/** Whether what is published is what is read. */
export interface Agreement {
  /** Too little was published, read, or given a theme. */
  readonly tooEarly: boolean;
  readonly contents: number;
  readonly views: number;
  /** The share of what is published that lies where members read; 1: both are spread alike. */
  readonly overlap: number | null;
  readonly more: readonly ThemeBalance[];
  readonly less: readonly ThemeBalance[];
}

/** All of the sponsor's page as data, beside the report that it is drawn from. */
export interface SponsorPage {
  readonly community: string;
  readonly worth: Worth | null;
  readonly visits: ExtraVisits;
  readonly atRisk: AtRisk;
  readonly picks: OutcomeLift | null;
  readonly answered: IndicatorLine;
  readonly hoursToAnswer: IndicatorLine;
  readonly solutionViews: IndicatorLine;
  readonly nps: IndicatorLine;
  readonly agreement: Agreement;
  readonly report: LiftReport;
}

/** Below these, which themes are read says more about chance than about members. */
export const LEAST = { contents: 10, views: 100, themes: 2, contentsOfTheme: 3, answers: 30 } as const;
