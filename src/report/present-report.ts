import type { LiftReport } from "./lift-report.ts";
import type { ChartRenderer } from "./ports.ts";
import { presentHtml } from "./present-html.ts";
import { presentJson } from "./present-json.ts";
import { presentText } from "./present-text.ts";
import { tellerOf } from "./tell-report.ts";
import type { ReportLanguage } from "./words/words.ts";

export const REPORT_FORMATS = ["text", "json", "html"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface PresentOptions {
  /** Escape codes for a terminal; only the text has any. */
  readonly colour?: boolean;
  /** Draws the page's charts; without it the page has their tables alone. */
  readonly charts?: ChartRenderer;
}

export function presentReport(
  report: LiftReport,
  format: ReportFormat,
  language: ReportLanguage,
  { colour = false, charts }: PresentOptions = {},
): string {
  if (format === "json") return presentJson(report);
  const teller = tellerOf(report, language);
  return format === "text" ? presentText(teller, { colour }) : presentHtml(teller, language, charts ?? null);
}
