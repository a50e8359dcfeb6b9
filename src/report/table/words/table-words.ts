import type { TableKind, TableReason, TestName } from "../table-lift.ts";

/** All that is said of a table's lift, in one language. Numbers and names arrive written. */
export interface TableWords {
  readonly title: (outcome: string, control: string) => string;
  readonly read: (file: string, rows: string, arms: string) => string;
  /** An arm's value beside the control's, by kind. `until`: up to when times are told. */
  readonly values: (
    kind: TableKind,
    arm: string,
    value: string,
    control: string,
    controlValue: string,
    until: string,
  ) => string;
  /** Of an adjusted effect: what the values just told would say, as they stand. */
  readonly asCounted: (difference: string) => string;
  /** `adjusted`, here and below: the column by which it is; null for none. */
  readonly more: (estimate: string, low: string, high: string, adjusted: string | null) => string;
  readonly less: (estimate: string, low: string, high: string, adjusted: string | null) => string;
  readonly tooEarly: (below: string, above: string, adjusted: string | null) => string;
  /** How the ends of an interval are written there, from one without its sign. */
  readonly lessBy: (size: string) => string;
  readonly moreBy: (size: string) => string;
  /** Percentage points: never a percentage of the control's share. */
  readonly points: (written: string, points: number) => string;
  readonly couldBeSeen: (smallest: string) => string;
  readonly smallArm: (n: string, minimal: string) => string;
  /** `n`: how many rows of the smaller arm make what is counted. */
  readonly fewContributors: (n: string, minimal: string) => string;
  readonly fewEvents: (n: string, minimal: string) => string;
  /** The interval shown leaves zero out, that of the plain difference or the larger p does not. */
  readonly notInBoth: string;
  readonly notAfterCorrection: (arms: string) => string;
  readonly reasons: Readonly<Record<TableReason, string>>;
  readonly nothing: (reason: string) => string;
  readonly nothingOf: (arm: string, reason: string) => string;
  readonly doNotUse: string;
  readonly columns: {
    readonly arm: string;
    readonly rows: string;
    readonly value: Readonly<Record<TableKind, string>>;
    readonly effect: string;
    /** Where every effect is adjusted. */
    readonly adjusted: string;
    readonly p: string;
    readonly corrected: string;
    readonly smallest: string;
    readonly sequential: string;
    readonly unadjusted: string;
    readonly events: string;
    readonly median: string;
    readonly logRank: string;
  };
  readonly control: string;
  readonly interval: (estimate: string, low: string, high: string) => string;
  readonly bounds: (low: string, high: string) => string;
  readonly method: {
    readonly title: string;
    readonly kinds: Readonly<Record<TableKind, string>>;
    readonly tests: Readonly<Record<TestName, string>>;
    readonly guessed: Readonly<Record<TableKind, string>>;
    readonly time: (until: string) => string;
    /** `p` here and below: `p = 0.0312`. */
    readonly logRank: (p: string) => string;
    readonly relative: string;
    /** What points are, where effects on shares are told in them. */
    readonly points: string;
    readonly smallest: string;
    readonly sequential: string;
    readonly corrected: string;
    readonly cuped: (column: string, reductions: string) => string;
    readonly noHistory: (column: string) => string;
    readonly sampleRatio: (p: string, ok: boolean) => string;
    readonly sampleRatioAssumed: (p: string, ok: boolean) => string;
    readonly random: string;
  };
}
