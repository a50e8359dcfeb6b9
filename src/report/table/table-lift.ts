import type { NotComputable } from "../../core/stats/arm-estimate.ts";
import type { Interval } from "../../core/stats/compare-arms.ts";
import type { SampleRatio } from "../../core/stats/sample-ratio.ts";
import type { SurvivalReason } from "../../core/stats/survival/life-table.ts";
import type { Bounds } from "../lift/lift-report.ts";

/** A number averaged, a yes or no, two numbers whose totals are divided, or a time until an event that may not have come. */
export const TABLE_KINDS = ["mean", "share", "ratio", "time"] as const;
export type TableKind = (typeof TABLE_KINDS)[number];

/** What is asked of a table of one row a unit. Names of columns, but for `control`: the value of `arm` to compare with. */
export interface TableQuestion {
  readonly arm: string;
  readonly control: string;
  readonly outcome: string;
  readonly kind?: TableKind;
  /** A number of each unit from before the experiment, for CUPED. */
  readonly before?: string;
  readonly denominator?: string;
  /** Whether the event came at the time that `outcome` tells; without it the unit was last seen then. */
  readonly event?: string;
  /** `treated=90,control=10`: how the arms were drawn. */
  readonly shares?: string;
}

export type Tested = Interval & { readonly p: number };

/**
 * By which tests an effect is told; where there are two, only if both see one, and `p` is the larger of theirs. `score_limits`: of shares, the alpha
 * at which the first of both intervals holds zero. `welch`: of the plain difference. `normal`: times, their mean difference and the relative one.
 */
export type TestName = "logarithms_and_welch" | "score_limits" | "welch" | "normal";

/** `control_near_zero`: the control cannot be told from zero, so what is a share of it has no limits. */
export type TableReason = SurvivalReason | "control_near_zero";

/** Against the control; all null for the control itself, and where `reason` says why. */
export interface ArmComparison {
  readonly absolute: Tested | null;
  /** As a share of the control's value. */
  readonly relative: Tested | null;
  /** By which the arm is judged (see `test`), adjusted by what was before where that can be. */
  readonly p: number | null;
  readonly test: TestName | null;
  /** The same p, corrected for the number of arms compared (Benjamini and Hochberg). */
  readonly pCorrected: number | null;
  /** What an experiment of this size finds four times in five, adjusted as the effect by which it is judged. */
  readonly smallestEffect: { readonly absolute: number; readonly relative: number | null } | null;
  readonly reason: TableReason | null;
}

export interface ArmLift extends ArmComparison {
  readonly arm: string;
  readonly n: number;
  /** A mean, a share from 0 to 1, or a ratio of totals. */
  readonly mean: number | null;
  /** Of shares: the absolute difference in percentage points, 20 for 30% against 10%. */
  readonly points: Interval | null;
  /** How many rows of the smaller arm make what is counted, as if each had its share (Kish). null: of shares and of numbers below zero. */
  readonly contributors: number | null;
  /** Of the absolute difference, and of the relative one: hold at every look at once. */
  readonly sequential: (Bounds & { readonly relative: Bounds | null }) | null;
  /** null: no column of before was named. */
  readonly cuped: {
    readonly absolute: Tested | null;
    readonly relative: Tested | null;
    readonly theta: number | null;
    readonly varianceReduction: number | null;
    readonly reason: NotComputable | "control_near_zero" | null;
  } | null;
}

export interface ArmTimes extends ArmComparison {
  readonly arm: string;
  readonly n: number;
  readonly events: number;
  /** How many events the smaller arm may be expected to have, by those of both arms. null: of the control. */
  readonly contributors: number | null;
  /** The time by which half had the event; null: fewer had it. */
  readonly median: number | null;
  /** Mean time without the event up to `at`, which `absolute` and `relative` compare. */
  readonly restrictedMean: number | null;
  /** The last time of which every arm still tells. */
  readonly at: number | null;
  /** Of this arm and the control. */
  readonly logRank: LogRankTold | null;
}

export interface LogRankTold {
  readonly chi2: number;
  readonly p: number;
}

interface TableLiftBase {
  readonly control: string;
  /** `assumed`: no shares were told, so this holds if all arms were drawn alike. */
  readonly sampleRatio: SampleRatio & { readonly assumed: boolean };
  /** Relative, of the comparison that sees least; null where none can be had. */
  readonly smallestEffect: number | null;
}

/** The control first, the other arms by name. */
export type TableLift =
  | (TableLiftBase & { readonly kind: "mean" | "share" | "ratio"; readonly arms: readonly ArmLift[] })
  | (TableLiftBase & {
      readonly kind: "time";
      /** Of all arms together. */
      readonly logRank: LogRankTold | null;
      readonly arms: readonly ArmTimes[];
    });

/** How the answer came about, for those who read it. */
export interface TableAnswer {
  readonly question: TableQuestion;
  readonly file: string;
  readonly rows: number;
  readonly kindGuessed: boolean;
  readonly notices: readonly string[];
  readonly lift: TableLift;
}
