import type { Forecast } from "../forecast/forecast.ts";
import type { IndicatorReport, ReportedLine } from "../indicators/report-indicators.ts";
import type { LiftReport } from "../lift/lift-report.ts";

/** What digests cost in one week. */
export interface WeekCosts {
  /** That a mail server accepted. */
  readonly mails: number;
  /** By a digest's link or otherwise. */
  readonly unsubscribes: number;
}

/** A week's report as data. */
export interface WeeklyReport {
  readonly community: string;
  /**
   * Of all weeks so far, as of the end of this one: a week alone shows hardly anything. Always open, so that its intervals hold
   * although somebody looks every week.
   */
  readonly lift: LiftReport;
  /** Of this week, against the one before. */
  readonly indicators: IndicatorReport;
  readonly moved: readonly ReportedLine[];
  readonly costs: { readonly now: WeekCosts; readonly before: WeekCosts };
  /** null: it could not be made. */
  readonly forecast: Pick<Forecast, "rules" | "themes"> | null;
}
