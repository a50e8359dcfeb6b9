import { smallestRelativeEffect } from "./smallest-effect.ts";

/**
 * The smallest arm, in units, whose intervals are shown. Of visits as skewed as a real community's they are mostly kept silent by
 * the number below as well; shown ones hold as they claim (docs/lift.md, proof by simulation).
 */
export const MINIMAL_ARM = 100;

/**
 * By how many units of the smaller arm what is counted has to be made, counted as if each had its share, before an effect is told
 * (report/outcome-intervals.ts). On the first days of a large community hundreds are exposed and a handful has seen something:
 * intervals take the spread of so few for known (docs/lift.md, proof by simulation).
 */
export const MINIMAL_CONTRIBUTORS = 30;

/** Why the report would tell nothing of an effect. Units are members, or companies where those are drawn. */
export interface SilentPlan {
  readonly reason: "small_arm" | "few_contributors";
  /** Units in the smaller arm, and how many of them may be expected to make what is counted (Kish). Not rounded; 0 of what is no number. */
  readonly smallerArm: number;
  readonly contributors: number;
  /** With how many units, split alike, the report would tell one. null: nobody is held out, or everybody. */
  readonly unitsNeeded: number | null;
}

/**
 * The smallest lift that an experiment would find, read once when it is over; or why the report would be silent.
 *
 * @param share held out, of `units`
 * @param variation standard deviation by mean, between units
 */
export function planLift(
  units: number,
  share: number,
  variation: number,
): { readonly smallest: number } | { readonly silent: SilentPlan } {
  const smaller = Math.min(share, 1 - share);
  const smallerArm = units * smaller;
  // (Σy)² / Σy² of an arm is mean² / (mean² + variance) of its units.
  const evenness = 1 / (1 + variation ** 2);
  const contributors = smallerArm * evenness;
  const smallest = smallestRelativeEffect(units, share, variation);
  if (smallest !== null && smallerArm >= MINIMAL_ARM && contributors >= MINIMAL_CONTRIBUTORS) return { smallest };
  const unitsNeeded = Math.max(MINIMAL_ARM, MINIMAL_CONTRIBUTORS / evenness) / smaller;
  return {
    silent: {
      reason: smallerArm < MINIMAL_ARM ? "small_arm" : "few_contributors",
      smallerArm: finite(smallerArm),
      contributors: finite(contributors),
      unitsNeeded: Number.isFinite(unitsNeeded) ? Math.ceil(unitsNeeded) : null,
    },
  };
}

function finite(count: number): number {
  return Number.isFinite(count) ? count : 0;
}
