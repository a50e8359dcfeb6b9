import type { ArmLift, ArmTimes, Tested } from "./table-lift.ts";

export type AnyArm = ArmLift | ArmTimes;

/**
 * The effect by which an arm is judged: whoever names a column of before has decided to adjust by it. Relative where the
 * control's value is above zero.
 */
export function primaryEffect(arm: Pick<ArmLift, "absolute" | "relative"> & Partial<Pick<ArmLift, "cuped">>): {
  readonly effect: Tested | null;
  /** The plain difference, adjusted alike. */
  readonly absolute: Tested | null;
  readonly isRelative: boolean;
  readonly isAdjusted: boolean;
} {
  const isAdjusted = arm.cuped?.absolute != null;
  const { absolute, relative } = isAdjusted && arm.cuped ? arm.cuped : arm;
  return { effect: relative ?? absolute, absolute, isRelative: relative !== null, isAdjusted };
}
