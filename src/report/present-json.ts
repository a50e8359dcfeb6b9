import type { IndicatorReport } from "./indicators/report-indicators.ts";
import type { LiftReport } from "./lift-report.ts";

/** Every figure, both kinds of interval, each phase; for programs and for whoever checks. */
export function presentJson(report: LiftReport, table: IndicatorReport | null): string {
  const whole = table === null ? report : { ...report, indicators: { ...report.indicators, table } };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
