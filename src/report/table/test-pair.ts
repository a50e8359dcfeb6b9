import type { ArmEstimate, NotComputable } from "../../core/stats/arm-estimate.ts";
import { adjustedVariance } from "../../core/stats/arm-estimate.ts";
import { type Differences, differArms, type Interval, welchInterval } from "../../core/stats/compare-arms.ts";
import { fiellerInterval } from "../../core/stats/fieller.ts";
import { compareLogs } from "../../core/stats/log-scale.ts";
import { compareShares } from "../../core/stats/newcombe.ts";
import { smallestEffect, smallestLift, smallestShareLift } from "../../core/stats/smallest-effect.ts";
import type { ShareSums } from "../../core/stats/sums.ts";
import { holdsFinite } from "./round-figures.ts";
import type { ArmComparison, TableReason, Tested, TestName } from "./table-lift.ts";

export interface PairTest {
  readonly differences: Differences;
  /** Welch's; of shares as they were counted Newcombe's, with the p of Welch's. */
  readonly absolute: Tested;
  readonly relative: Tested | null;
  readonly noRelative: (TableReason & (NotComputable | "control_near_zero")) | null;
  /** By which an effect is told: the larger of both. */
  readonly p: number;
  readonly test: TestName;
  readonly smallestEffect: NonNullable<ArmComparison["smallestEffect"]>;
}

export interface PairQuestion {
  readonly kind: "mean" | "share" | "ratio";
  readonly hasNegative: boolean;
  /** Of shares as they were counted; left out where they were adjusted by what was before. */
  readonly counts?: { readonly control: ShareSums; readonly treated: ShareSums };
}

/**
 * The plain difference by Welch's t. The relative one of numbers none of which is negative on the scale of logarithms: few rows make
 * most of them, so that an arm with a low value also has a low variance, and symmetric intervals around it reject too often. Of other
 * numbers by Fieller, which is Welch's test again. Of shares both by their score limits, which hold from the first yes on.
 */
export function testPair(
  control: ArmEstimate,
  treated: ArmEstimate,
  question: PairQuestion,
): PairTest | { readonly reason: NotComputable } {
  const differences = differ(control, treated);
  if ("reason" in differences) return differences;
  if (!holdsFinite(differences)) return { reason: "out_of_range" };
  const welch = welchInterval(differences.absolute, differences.degrees);
  const related = relate(control, treated, differences, welch, question);
  const { absolute = welch, relative, test } = related;
  const noRelative = "reason" in differences.relative ? differences.relative.reason : null;
  return {
    differences,
    absolute,
    relative: relative && (question.hasNegative ? relative : { ...relative, low: Math.max(-1, relative.low) }),
    noRelative: relative === null ? (noRelative ?? "control_near_zero") : null,
    p: related.p ?? Math.max(absolute.p, relative?.p ?? 0),
    test,
    smallestEffect: {
      absolute: smallestEffect(differences.absolute.standardError),
      relative: smallestRelative(control, treated, differences.absolute.standardError, relative && test),
    },
  };
}

interface Related {
  /** Where it is not Welch's. */
  readonly absolute?: Tested;
  readonly relative: Tested | null;
  readonly test: TestName;
  /** Where it is not the larger of both. */
  readonly p?: number;
}

function relate(
  control: ArmEstimate,
  treated: ArmEstimate,
  { relative, degrees }: Differences,
  absolute: Tested,
  { kind, hasNegative, counts }: PairQuestion,
): Related {
  const shares = counts && compareShares(counts.control, counts.treated);
  if (shares && !("reason" in shares)) {
    const ofRatio = "reason" in relative ? null : shares.relative;
    return { absolute: { ...shares.absolute, p: absolute.p }, relative: ofRatio, test: "score_limits", p: shares.p };
  }
  if ("reason" in relative) return { relative: null, test: "welch" };
  const logs = hasNegative ? null : compareLogs(control, treated, kind === "share" ? "yes_or_no" : "unevenly");
  if (logs !== null) return { relative: logs.relative, test: "logarithms_and_welch" };
  const fieller: Interval | null = fiellerInterval(control, treated, degrees);
  return { relative: fieller && { ...fieller, p: absolute.p }, test: "welch" };
}

function smallestRelative(control: ArmEstimate, treated: ArmEstimate, error: number, test: TestName | null) {
  if (test === "score_limits") return smallestShareLift(control, treated.units);
  if (test === "logarithms_and_welch") return smallestLift(Math.hypot(logError(control), logError(treated)));
  return control.value > 0 ? smallestEffect(error) / control.value : null;
}

/** Of a control below zero a share would have the wrong sign: more would read as less. */
function differ(control: ArmEstimate, treated: ArmEstimate): ReturnType<typeof differArms> {
  const differences = differArms(control, treated);
  if ("reason" in differences || control.value > 0) return differences;
  return { ...differences, relative: { reason: "control_is_zero" } };
}

function logError(arm: ArmEstimate): number {
  return Math.sqrt(adjustedVariance(arm)) / (arm.value - arm.shift.value);
}
