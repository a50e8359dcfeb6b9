import type { ReportLanguage } from "../words/words.ts";
import { comparisonWords } from "./choose-words.ts";
import type { ComparisonReport } from "./comparison-report.ts";
import { tellMeasure } from "./tell-comparisons.ts";

/** One figure of one group. */
export interface ComparisonRow {
  readonly group: "comparisons";
  /** Such as `activity.renewed.inactive`. */
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly value: number | null;
  readonly count: number | null;
  readonly total: number | null;
  readonly missing: "small_group" | null;
}

/** For a spreadsheet; a comparison that is not shown has no row. */
export function tellComparisonRows(report: ComparisonReport, language: ReportLanguage): ComparisonRow[] {
  const words = comparisonWords(language);
  return report.comparisons.flatMap(({ kind, name, lines }) =>
    lines.flatMap(({ measure, unit, values }) =>
      values.map(
        ({ group, value, of }): ComparisonRow => ({
          group: "comparisons",
          name: `${kind}.${measure}.${group}`,
          label: `${words.titles[kind](name ?? "")}: ${tellMeasure(words, kind, measure, report.beforeAfterDays)} (${words.groups[group]})`,
          unit,
          value,
          count: of?.count ?? null,
          total: of?.total ?? null,
          missing: value === null ? "small_group" : null,
        }),
      ),
    ),
  );
}
