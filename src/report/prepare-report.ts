import type { WholeReport } from "./make-report.ts";
import type { ChartRenderer } from "./ports.ts";
import { type PreparedReport, periodOf, refuseFormat } from "./prepared-report.ts";
import { presentReport, REPORT_FORMATS } from "./present-report.ts";
import type { ReportLanguage } from "./words/words.ts";
import { buildWorkbook } from "./workbook/build-workbook.ts";
import type { WorkbookWriter } from "./workbook/ports.ts";

/** A report that was made, to be written in one language in as many forms as wanted; without a `writeWorkbook` in all but xlsx. */
export function prepareReport(
  whole: WholeReport,
  language: ReportLanguage,
  openCharts: () => Promise<ChartRenderer>,
  writeWorkbook: WorkbookWriter | null = null,
): PreparedReport {
  const { report, ...parts } = whole;
  return {
    subject: { kind: "report", period: periodOf(report.period), rule: report.rule, language },
    formats: writeWorkbook === null ? REPORT_FORMATS : [...REPORT_FORMATS, "xlsx"],
    write: async (format, { colour = false } = {}) => {
      if (format === "xlsx") {
        if (writeWorkbook === null) throw refuseFormat("The report", format, REPORT_FORMATS);
        return writeWorkbook(buildWorkbook(whole, language), language);
      }
      const charts = format === "html" ? { charts: await openCharts() } : {};
      return presentReport(report, format, language, { colour, ...parts, ...charts });
    },
  };
}
