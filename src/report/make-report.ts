import { type ComparisonDeps, compareGroups } from "./comparisons/compare-groups.ts";
import type { ComparisonReport } from "./comparisons/comparison-report.ts";
import type { Against } from "./indicators/period-before.ts";
import { type IndicatorReport, type IndicatorReportDeps, reportIndicators } from "./indicators/report-indicators.ts";
import type { LiftReport } from "./lift/lift-report.ts";
import { type MeasureDeps, type MeasureInput, measureLift } from "./lift/measure-lift.ts";
import { measureSections, type SectionDeps } from "./sections/measure-sections.ts";
import type { ReportSections } from "./sections/report-sections.ts";

export type ReportDeps = MeasureDeps & IndicatorReportDeps & SectionDeps & ComparisonDeps;

export interface ReportInput extends MeasureInput {
  /** What the indicators are held against. */
  readonly against: Against;
}

/** All that a report says, before it is written in any format. */
export interface WholeReport {
  readonly report: LiftReport;
  readonly indicators: IndicatorReport;
  readonly sections: ReportSections;
  readonly comparisons: ComparisonReport;
}

/** What the digests caused, and of the same period the indicators, the other sections and what stands side by side. */
export async function makeReport(deps: ReportDeps, { against, ...input }: ReportInput): Promise<WholeReport> {
  const report = await measureLift(deps, input);
  const span = { from: new Date(report.indicators.from), to: new Date(report.indicators.to) };
  // Side by side: most statements of each keep one core busy.
  const [indicators, sections, comparisons] = await Promise.all([
    reportIndicators(deps, span, against),
    measureSections(deps, report, against),
    compareGroups(deps, { ...span, since: input.from, interval: report.interval }),
  ]);
  return { report, indicators, sections, comparisons };
}
