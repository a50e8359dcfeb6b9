import type { WholeReport } from "./make-report.ts";
import type { ChartRenderer } from "./ports.ts";
import { type PreparedReport, periodOf, refuseFormat } from "./prepared-report.ts";
import { presentReport, REPORT_FORMATS } from "./present-report.ts";
import type { ReportLanguage } from "./words/words.ts";

/** A report that was made, to be written in one language in as many forms as wanted. */
export function prepareReport(
  { report, ...parts }: WholeReport,
  language: ReportLanguage,
  openCharts: () => Promise<ChartRenderer>,
): PreparedReport {
  return {
    subject: { kind: "report", period: periodOf(report.period), rule: report.rule, language },
    formats: REPORT_FORMATS,
    write: async (format, { colour = false } = {}) => {
      if (format === "xlsx") throw refuseFormat("The report", format, REPORT_FORMATS);
      const charts = format === "html" ? { charts: await openCharts() } : {};
      return presentReport(report, format, language, { colour, ...parts, ...charts });
    },
  };
}
