import type { ReportWords } from "../words/words.ts";
import type { NumberWriter } from "../write/write-numbers.ts";
import type {
  ComparedLine,
  ComparedMeasure,
  ComparedMonths,
  Comparison,
  ComparisonReport,
  GroupValue,
} from "./comparison-report.ts";
import type { ComparisonWords } from "./words.ts";

/** What the text and the page both say of comparisons. */
export interface ComparisonTeller {
  readonly words: ComparisonWords;
  readonly common: ReportWords;
  readonly write: NumberWriter;
  readonly report: ComparisonReport;
}

export interface ToldComparison {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly ToldCell[] }[];
  /** Below the rows. */
  readonly after: readonly string[];
}

export interface ToldCell {
  readonly value: string;
  /** `412 / 3,020` of shares, the interval of the value where there is one, else empty. */
  readonly of: string;
}

export function tellComparisons(teller: ComparisonTeller): ToldComparison[] {
  return teller.report.comparisons.map((comparison) => tellComparison(teller, comparison));
}

function tellComparison(teller: ComparisonTeller, comparison: Comparison): ToldComparison {
  const { words } = teller;
  return {
    title: words.titles[comparison.kind](comparison.name ?? ""),
    sentences: comparison.reason === null ? tellGroups(teller, comparison) : [tellReason(teller, comparison)],
    head: [words.measure, ...comparison.groups.map(({ group }) => words.groups[group])],
    rows: comparison.lines.map((line) => ({
      label: tellMeasure(words, comparison.kind, line.measure, teller.report.beforeAfterDays),
      cells: line.values.map((value) => tellValue(teller, line, value, comparison.months?.currency ?? null)),
    })),
    after: comparison.reason === null ? tellAfter(teller, comparison) : [],
  };
}

function tellAfter(teller: ComparisonTeller, comparison: Comparison): string[] {
  const { words } = teller;
  if (comparison.kind === "before_after") return [tellMatched(teller, comparison)];
  const currencies = comparison.months?.currencies ?? [];
  return [
    ...(currencies.length > 1 ? [words.severalCurrencies(currencies.join(", "))] : []),
    ...(comparison.lines.some(({ values }) => values.some(({ interval }) => interval !== null))
      ? [words.ownInterval]
      : []),
  ];
}

export function tellMeasure(
  words: ComparisonWords,
  kind: Comparison["kind"],
  measure: ComparedMeasure,
  days: number,
): string {
  return kind === "before_after" && measure === "came" ? words.cameInDays(String(days)) : words.measures[measure];
}

function tellGroups({ words, write, report }: ComparisonTeller, { kind, groups, had, months }: Comparison): string[] {
  const [one = "", other = ""] = groups.map(({ members }) => write.count(members ?? 0));
  const from = write.date(report.from);
  switch (kind) {
    case "activity":
      return [words.activity(write.count(report.activeDays), from, one, other), words.activityBias];
    case "customers":
      return [words.customers(from, one, other), words.customersBias];
    case "purchases":
      return months === null
        ? []
        : [
            words.purchases(tellMonths(words, write, months), write.localDate(months.first), one, other),
            words.purchasesBias,
          ];
    case "traits":
      return [words.traits(from, one, other), words.traitsBias];
    case "before_after":
      return [
        words.treated(one, had === null ? null : write.count(had), write.count(report.beforeAfterDays)),
        words.treatedBias,
      ];
  }
}

function tellMatched({ words, write }: ComparisonTeller, { matched }: Comparison): string {
  if (matched === null) return words.notMatched;
  return words.matched({
    members: write.count(matched.members),
    before: write.number(matched.before),
    after: write.number(matched.after),
    others: write.count(matched.others),
    othersBefore: write.number(matched.othersBefore),
    othersAfter: write.number(matched.othersAfter),
  });
}

function tellMonths(words: ComparisonWords, write: NumberWriter, { first, last }: ComparedMonths): string {
  return first === last ? words.inMonth(write.month(first)) : words.inMonths(write.month(first), write.month(last));
}

function tellReason({ words, write, report }: ComparisonTeller, { reason, months }: Comparison): string {
  if (reason === null) return "";
  if (reason === "no_months") {
    return months?.latest == null ? "" : words.noMonths(tellMonths(words, write, months), write.month(months.latest));
  }
  return words.notShown[reason](write.count(report.minimalGroup), write.count(report.activeDays));
}

function tellValue(
  { words, write }: ComparisonTeller,
  { unit, values }: ComparedLine,
  { value, of, interval }: GroupValue,
  currency: string | null,
): ToldCell {
  if (value === null) return { value: words.tooFew, of: "" };
  if (unit === "share") {
    return {
      value: write.shares(values.map((one) => one.value))(value),
      of: of === null ? "" : write.outOf(of.count, of.total),
    };
  }
  const isWhole = values.every((one) => one.value === null || Number.isInteger(one.value));
  const number = isWhole ? write.count : write.number;
  const between = (written: (one: number) => string): string =>
    interval === null ? "" : words.between(written(interval.low), written(interval.high));
  if (unit === "number") return { value: number(value), of: between(write.number) };
  if (unit === "money") {
    const money = (one: number): string => (currency === null ? number(one) : write.money(one, currency));
    return { value: money(value), of: between(money) };
  }
  return { value: unit === "years" ? words.years(write.days(value), value) : words.minutes(write.days(value)), of: "" };
}
