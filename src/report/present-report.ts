import type { ComparisonReport } from "./comparisons/comparison-report.ts";
import { presentIndicatorsCsv } from "./indicators/present-csv.ts";
import type { IndicatorReport } from "./indicators/report-indicators.ts";
import type { LiftReport } from "./lift/lift-report.ts";
import type { ChartRenderer } from "./ports.ts";
import { presentHtml } from "./present-html.ts";
import { presentJson } from "./present-json.ts";
import { presentText } from "./present-text.ts";
import type { ReportSections } from "./sections/report-sections.ts";
import { tellerOf } from "./tell/teller.ts";
import type { ReportLanguage } from "./words/words.ts";

export const REPORT_FORMATS = ["text", "json", "html", "csv"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface PresentOptions {
  /** Escape codes for a terminal; only the text has any. */
  readonly colour?: boolean;
  /** Draws the page's charts; without it the page has their tables alone. */
  readonly charts?: ChartRenderer;
  /** What the community did, beside lift; the CSV has nothing else. */
  readonly indicators?: IndicatorReport;
  /** The weeks, who is slipping away, what nobody sees. */
  readonly sections?: ReportSections;
  /** Groups side by side, beside both. */
  readonly comparisons?: ComparisonReport;
}

export function presentReport(
  report: LiftReport,
  format: ReportFormat,
  language: ReportLanguage,
  { colour = false, charts, indicators, sections, comparisons }: PresentOptions = {},
): string {
  if (format === "json") return presentJson(report, indicators ?? null, sections ?? null, comparisons ?? null);
  if (format === "csv") return indicators === undefined ? "" : presentIndicatorsCsv(indicators, language, comparisons);
  const teller = tellerOf(report, language, indicators ?? null, sections ?? null, comparisons ?? null);
  return format === "text" ? presentText(teller, { colour }) : presentHtml(teller, language, charts ?? null);
}
