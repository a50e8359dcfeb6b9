import type { NumberWriter } from "../write-numbers.ts";
import type { ComparedLine, Comparison, ComparisonReport, GroupValue } from "./comparison-report.ts";
import type { ComparisonWords } from "./words.ts";

/** What the text and the page both say of comparisons. */
export interface ComparisonTeller {
  readonly words: ComparisonWords;
  readonly write: NumberWriter;
  readonly report: ComparisonReport;
}

export interface ToldComparison {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly ToldCell[] }[];
}

export interface ToldCell {
  readonly value: string;
  /** `412 / 3,020` of shares, else empty. */
  readonly of: string;
}

export function tellComparisons(teller: ComparisonTeller): ToldComparison[] {
  return teller.report.comparisons.map((comparison) => tellComparison(teller, comparison));
}

function tellComparison(teller: ComparisonTeller, comparison: Comparison): ToldComparison {
  const { words } = teller;
  return {
    title: words.titles[comparison.kind],
    sentences: comparison.reason === null ? tellGroups(teller, comparison) : [tellReason(teller, comparison.reason)],
    head: [words.measure, ...comparison.groups.map(({ group }) => words.groups[group])],
    rows: comparison.lines.map((line) => ({
      label: words.measures[line.measure],
      cells: line.values.map((value) => tellValue(teller, line, value)),
    })),
  };
}

function tellGroups({ words, write, report }: ComparisonTeller, { kind, groups }: Comparison): string[] {
  const [one = "", other = ""] = groups.map(({ members }) => write.count(members ?? 0));
  const from = write.date(report.from);
  return kind === "activity"
    ? [words.activity(write.count(report.activeDays), from, one, other), words.activityBias]
    : [words.customers(from, one, other), words.customersBias];
}

function tellReason({ words, write, report }: ComparisonTeller, reason: NonNullable<Comparison["reason"]>): string {
  return words.notShown[reason](write.count(report.minimalGroup), write.count(report.activeDays));
}

function tellValue({ words, write }: ComparisonTeller, { unit }: ComparedLine, { value, of }: GroupValue): ToldCell {
  if (value === null) return { value: words.tooFew, of: "" };
  if (unit === "share") {
    return {
      value: write.percent(value),
      of: of === null ? "" : `${write.count(of.count)} / ${write.count(of.total)}`,
    };
  }
  const written = Number.isInteger(value) ? write.count(value) : write.number(value);
  if (unit === "number") return { value: written, of: "" };
  return { value: unit === "years" ? words.years(write.days(value), value) : words.minutes(written), of: "" };
}
