import type { ArmEstimate, NotComputable } from "../../core/stats/arm-estimate.ts";
import { adjustedVariance } from "../../core/stats/arm-estimate.ts";
import { type Differences, differArms, type Interval, welchInterval } from "../../core/stats/compare-arms.ts";
import { fiellerInterval } from "../../core/stats/fieller.ts";
import { compareLogs } from "../../core/stats/log-scale.ts";
import { smallestEffect, smallestLift } from "../../core/stats/smallest-effect.ts";
import { holdsFinite } from "./round-figures.ts";
import type { ArmComparison, TableReason, Tested, TestName } from "./table-lift.ts";

export interface PairTest {
  readonly differences: Differences;
  /** Welch's. */
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
}

/**
 * The plain difference by Welch's t. The relative one of numbers none of which is negative on the scale of logarithms: few rows make
 * most of them, so that an arm with a low value also has a low variance, and symmetric intervals around it reject too often. Of other
 * numbers by Fieller, which is Welch's test again. Of shares by the delta method.
 */
export function testPair(
  control: ArmEstimate,
  treated: ArmEstimate,
  question: PairQuestion,
): PairTest | { readonly reason: NotComputable } {
  const differences = differ(control, treated);
  if ("reason" in differences) return differences;
  if (!holdsFinite(differences)) return { reason: "out_of_range" };
  const absolute = welchInterval(differences.absolute, differences.degrees);
  const { relative, test } = relate(control, treated, differences, absolute, question);
  const smallest = smallestEffect(differences.absolute.standardError);
  const noRelative = "reason" in differences.relative ? differences.relative.reason : null;
  return {
    differences,
    absolute,
    relative: relative && (question.hasNegative ? relative : { ...relative, low: Math.max(-1, relative.low) }),
    noRelative: relative === null ? (noRelative ?? "control_near_zero") : null,
    p: Math.max(absolute.p, relative?.p ?? 0),
    test,
    smallestEffect: {
      absolute: smallest,
      relative:
        test === "logarithms_and_welch"
          ? smallestLift(Math.hypot(logError(control), logError(treated)))
          : control.value > 0
            ? smallest / control.value
            : null,
    },
  };
}

function relate(
  control: ArmEstimate,
  treated: ArmEstimate,
  { relative, degrees }: Differences,
  absolute: Tested,
  { kind, hasNegative }: PairQuestion,
): { readonly relative: Tested | null; readonly test: TestName } {
  if ("reason" in relative) return { relative: null, test: "welch" };
  if (kind === "share") return { relative: welchInterval(relative, degrees), test: "delta_and_welch" };
  const logs = hasNegative ? null : compareLogs(control, treated);
  if (logs !== null) return { relative: logs.relative, test: "logarithms_and_welch" };
  const fieller: Interval | null = fiellerInterval(control, treated, degrees);
  return { relative: fieller && { ...fieller, p: absolute.p }, test: "welch" };
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
