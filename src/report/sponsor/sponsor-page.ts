import type { Worth } from "../../core/rules/settings.ts";
import type { Interval } from "../../core/stats/compare-arms.ts";
import type { IndicatorLine } from "../indicators/measure-indicators.ts";
import type { LiftReport, OutcomeLift, OutcomeVerdict } from "../lift/lift-report.ts";

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
  /** Shares of the contents that bear it, and of the views that these had. Contents bear several, so shares of themes come to more than 1. */
  readonly supply: number;
  readonly demand: number;
}

/** Read so much less than it is published, a theme is worth asking whether to go on with. */
export const isFarOff = ({ supply, demand }: ThemeBalance): boolean => demand < supply / 2;

/** Why themes do not tell whether what is published is what is read. */
export type NoBalance =
  /** Too little was published or read under a theme. */
  | "too_little"
  /** No theme that some contents bear and others do not: whatever was read, shares would be alike. */
  | "same_themes"
  /** No theme stands out, and so few contents tell little: one read twice as much as the rest may go unseen. */
  | "wide";

/** Whether what is published is what is read, by theme. */
export interface Agreement {
  /** null where `reason` says why. no: half of what is published is on themes that are read far less. */
  readonly verdict: "yes" | "partly" | "no" | null;
  readonly reason: NoBalance | null;
  /** With a theme, each once; `views` of these. */
  readonly contents: number;
  readonly views: number;
  readonly withoutTheme: number;
  /** Themes that could be compared. */
  readonly compared: number;
  /** Read clearly more, or less, than they are published: those farthest off. */
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

/**
 * Below these, which themes are read says more about chance than about members: of ten contents, one that is much read makes
 * half of all views. `contentsOfTheme`: with a theme, and without it.
 */
export const LEAST = { contents: 10, views: 100, contentsOfTheme: 5, answers: 30 } as const;
