import type { SurvivalReason } from "../../../core/stats/survival/life-table.ts";
import type { TableKind } from "../table-lift.ts";

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
  /** `adjusted`: the column by which it is; null for none. */
  readonly more: (estimate: string, low: string, high: string, adjusted: string | null) => string;
  readonly less: (estimate: string, low: string, high: string, adjusted: string | null) => string;
  readonly tooEarly: (below: string, above: string) => string;
  /** How the ends of an interval are written there, from one without its sign. */
  readonly lessBy: (size: string) => string;
  readonly moreBy: (size: string) => string;
  readonly couldBeSeen: (smallest: string) => string;
  readonly smallArm: (n: string, minimal: string) => string;
  readonly notAfterCorrection: (arms: string) => string;
  readonly reasons: Readonly<Record<SurvivalReason, string>>;
  readonly nothing: (reason: string) => string;
  readonly nothingOf: (arm: string, reason: string) => string;
  readonly doNotUse: string;
  readonly columns: {
    readonly arm: string;
    readonly rows: string;
    readonly value: Readonly<Record<TableKind, string>>;
    readonly effect: string;
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
    readonly guessed: Readonly<Record<TableKind, string>>;
    readonly time: (until: string) => string;
    /** `p` here and below: `p = 0.0312`. */
    readonly logRank: (p: string) => string;
    readonly relative: string;
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
