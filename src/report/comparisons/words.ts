import type { ComparedMeasure, Comparison, GroupName, NoComparison, NoTreatmentLift } from "./comparison-report.ts";

/** What the comparisons' part of a report says. Never a word for cause: nobody drew these groups. */
export interface ComparisonWords {
  readonly title: string;
  /** The first sentence under the title: who made the groups, and what it would take to prove anything. */
  readonly chosen: string;
  readonly noInterval: string;
  readonly measure: string;
  readonly titles: Readonly<Record<Comparison["kind"], (name: string) => string>>;
  readonly groups: Readonly<Record<GroupName, string>>;
  readonly activity: (days: string, from: string, active: string, inactive: string) => string;
  readonly activityBias: string;
  readonly customers: (from: string, members: string, others: string) => string;
  readonly customersBias: string;
  /** `in October 2026`, and of which day the customers are. */
  readonly purchases: (months: string, from: string, members: string, others: string) => string;
  readonly purchasesBias: string;
  readonly inMonth: (month: string) => string;
  readonly inMonths: (first: string, last: string) => string;
  readonly noMonths: (months: string, latest: string) => string;
  readonly severalCurrencies: (currencies: string) => string;
  readonly between: (low: string, high: string) => string;
  /** Below figures with an interval. */
  readonly ownInterval: string;
  readonly traits: (from: string, withThem: string, without: string) => string;
  readonly traitsBias: string;
  /** `had`: null where it may not be told. */
  readonly treated: (members: string, had: string | null, days: string) => string;
  /** Names regression to the mean. */
  readonly treatedBias: string;
  readonly matched: (matched: {
    readonly members: string;
    readonly before: string;
    readonly after: string;
    readonly others: string;
    readonly othersBefore: string;
    readonly othersAfter: string;
  }) => string;
  readonly notMatched: string;
  readonly drawn: {
    readonly title: string;
    readonly note: string;
    readonly groups: (treated: string, control: string, share: string, from: string) => string;
    readonly got: (treated: string, control: string) => string;
    /** `members` of two or more, in figures or as `fewerThan` says it. */
    readonly mixed: (members: string) => string;
    readonly fewerThan: (minimal: string) => string;
    readonly withIt: string;
    readonly control: string;
    readonly renewed: string;
    readonly better: string;
    readonly worse: string;
    readonly notSeen: (smallest: string) => string;
    readonly tooEarly: (minimal: string) => string;
    readonly notShown: Readonly<Record<NoTreatmentLift, (minimal: string) => string>>;
  };
  readonly measures: Readonly<Record<ComparedMeasure, string>>;
  /** The measure `came` where it is counted in so many days before and after, and not in the period. */
  readonly cameInDays: (days: string) => string;
  readonly years: (written: string, value: number) => string;
  readonly minutes: (written: string) => string;
  readonly tooFew: string;
  readonly notShown: Readonly<Record<Exclude<NoComparison, "no_months">, (minimal: string, days: string) => string>>;
}
