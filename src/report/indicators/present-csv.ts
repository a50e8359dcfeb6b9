import { INDICATORS } from "../../core/indicators/indicators.ts";
import type { ComparisonReport } from "../comparisons/comparison-report.ts";
import { tellComparisonRows } from "../comparisons/tell-rows.ts";
import type { ReportLanguage } from "../words/words.ts";
import type { IndicatorReport } from "./report-indicators.ts";

const COLUMNS = [
  "group",
  "name",
  "label",
  "unit",
  "value",
  "count",
  "total",
  "before",
  "before_count",
  "before_total",
  "change",
  "target",
  "met",
  "goals",
  "missing",
  "needs",
  "source",
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string | number | boolean | null | undefined>>;

/** What a spreadsheet would run as a formula stays text. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: Row[keyof Row]): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The indicators, one a row, then imported figures with their source, then groups side by side, a figure of each a row. Numbers as they are: shares from 0 to 1, a point for decimals. */
export function presentIndicatorsCsv(
  report: IndicatorReport,
  language: ReportLanguage,
  comparisons?: ComparisonReport,
): string {
  const labels = new Map(INDICATORS.map(({ name, label }) => [name, label[language]]));
  const rows: Row[] = [
    ...report.lines.map(
      (line): Row => ({
        group: line.group,
        name: line.name,
        label: labels.get(line.name),
        unit: line.unit,
        value: line.now.value,
        count: line.now.of?.count,
        total: line.now.of?.total,
        before: line.before.value,
        before_count: line.before.of?.count,
        before_total: line.before.of?.total,
        change: line.change,
        target: line.target?.value,
        met: line.target?.met,
        goals: line.goals.join("; "),
        missing: line.now.reason,
        needs: line.needs.join("; "),
      }),
    ),
    ...report.measures.map(
      ({ indicator, source, unit, now, before }): Row => ({
        group: "imported",
        label: indicator,
        unit,
        value: now?.value,
        before: before?.value,
        source,
      }),
    ),
    ...(comparisons === undefined ? [] : tellComparisonRows(comparisons, language)),
  ];
  const lines = [COLUMNS.join(","), ...rows.map((row) => COLUMNS.map((column) => cell(row[column])).join(","))];
  return `\ufeff${lines.join("\r\n")}\r\n`;
}
