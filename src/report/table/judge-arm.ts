import { ALPHA } from "../../core/stats/compare-arms.ts";
import { MINIMAL_ARM, MINIMAL_CONTRIBUTORS } from "../lift/lift-report.ts";
import { type AnyArm, primaryEffect } from "./primary-effect.ts";

/** What is said of an arm: that it made more or less, or why nothing is. `not_in_both`: one test sees an effect and the other none. */
export type ArmVerdict =
  | "more"
  | "less"
  | "small_arm"
  | "few_contributors"
  | "holds_zero"
  | "not_in_both"
  | "many_arms"
  | "nothing";

/** An effect is told only where the relative difference and the plain one both leave zero out, and p is below 5%. */
export function judgeArm(control: AnyArm, arm: AnyArm): ArmVerdict {
  const { effect, absolute } = primaryEffect(arm);
  if (effect === null) return "nothing";
  if (Math.min(arm.n, control.n) < MINIMAL_ARM) return "small_arm";
  if ((arm.contributors ?? MINIMAL_CONTRIBUTORS) < MINIMAL_CONTRIBUTORS) {
    return "few_contributors";
  }
  if (effect.low <= 0 && effect.high >= 0) return "holds_zero";
  const isOne =
    absolute !== null && Math.sign(absolute.low) === Math.sign(effect.low) && absolute.low * absolute.high > 0;
  if (!isOne || (arm.p ?? 1) >= ALPHA) return "not_in_both";
  if ((arm.pCorrected ?? 0) >= ALPHA) return "many_arms";
  return effect.low > 0 ? "more" : "less";
}
