import type { ComparisonReport } from "./comparisons/comparison-report.ts";
import type { IndicatorReport } from "./indicators/report-indicators.ts";
import type { LiftReport } from "./lift/lift-report.ts";
import type { ReportSections } from "./sections/report-sections.ts";

/** Every figure, both kinds of interval, each phase; for programs and for whoever checks. */
export function presentJson(
  report: LiftReport,
  table: IndicatorReport | null,
  sections: ReportSections | null,
  comparisons: ComparisonReport | null,
): string {
  const whole = {
    ...report,
    ...(table === null ? {} : { indicators: { ...report.indicators, table } }),
    ...(sections === null ? {} : { sections }),
    ...(comparisons === null ? {} : { comparisons }),
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
