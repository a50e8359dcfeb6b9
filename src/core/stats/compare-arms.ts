import { type ArmEstimate, adjustedVariance, type NotComputable } from "./arm-estimate.ts";
import { studentTwoSidedQuantile, studentTwoSidedTail, studentUpperTail } from "./distributions.ts";

export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** A difference with its standard error, before any choice of interval. */
export interface Difference {
  readonly estimate: number;
  readonly standardError: number;
}

export interface Differences {
  readonly absolute: Difference;
  /** Share of the control's value: 0.1 is 10% more. */
  readonly relative: Difference | { readonly reason: NotComputable };
  /** Welch-Satterthwaite on the absolute variances, for the relative difference as well. */
  readonly degrees: number;
}

export interface WelchInterval extends Interval {
  readonly p: number;
}

export const ALPHA = 0.05;

/**
 * Treated minus control, each after its shift. The relative difference divides by the control's own unshifted value, with
 * its sign, and has its variance by the delta method; both arms have the same history in expectation, so with
 * r = treated / control that is (v_treated + r²·v_control − 2r·covariance + v_shift) / control². `around` says at which r it
 * is taken: that of the values as they are, or after their shifts. Both come to the same as arms grow.
 */
export function differArms(
  control: ArmEstimate,
  treated: ArmEstimate,
  around: "unshifted" | "shifted" = "unshifted",
): Differences | { readonly reason: NotComputable } {
  const variance = adjustedVariance(control) + adjustedVariance(treated);
  if (!(variance > 0)) return { reason: "no_variance" };
  const estimate = treated.value - treated.shift.value - (control.value - control.shift.value);
  const degrees = variance ** 2 / (control.spread + treated.spread);
  if (![estimate, variance, degrees].every(Number.isFinite)) return { reason: "out_of_range" };
  const absolute = { estimate, standardError: Math.sqrt(variance) };
  if (control.value === 0) return { absolute, relative: { reason: "control_is_zero" }, degrees };
  const ratio = around === "shifted" ? 1 + estimate / control.value : treated.value / control.value;
  const scaled = ratio ** 2 * control.variance - 2 * ratio * control.shift.covariance + control.shift.variance;
  const relative = {
    estimate: estimate / control.value,
    standardError: Math.sqrt(Math.max(0, adjustedVariance(treated) + scaled)) / Math.abs(control.value),
  };
  const known = Number.isFinite(relative.estimate) && Number.isFinite(relative.standardError);
  if (!known) return { absolute, relative: { reason: "out_of_range" }, degrees };
  return { absolute, relative: relative.standardError > 0 ? relative : { reason: "no_variance" }, degrees };
}

/** An interval open to one side, where the bound is null, with the p of that side. */
export interface OneSidedInterval {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number;
}

/** Whether the treated are above the control (`greater`) or below it (`less`). */
export type Side = "greater" | "less";

/** Welch's test of one side; `alpha` below 0.5. */
export function welchOneSided(
  { estimate, standardError }: Difference,
  degrees: number,
  side: Side,
  alpha = ALPHA,
): OneSidedInterval {
  const half = studentTwoSidedQuantile(2 * alpha, degrees) * standardError;
  const t = estimate / standardError;
  return side === "greater"
    ? { estimate, low: estimate - half, high: null, p: studentUpperTail(t, degrees) }
    : { estimate, low: null, high: estimate + half, p: studentUpperTail(-t, degrees) };
}

/** Welch's test and interval (1947), two-sided. */
export function welchInterval(difference: Difference, degrees: number, alpha = ALPHA): WelchInterval {
  const { estimate, standardError } = difference;
  const half = studentTwoSidedQuantile(alpha, degrees) * standardError;
  return {
    estimate,
    low: estimate - half,
    high: estimate + half,
    p: studentTwoSidedTail(estimate / standardError, degrees),
  };
}
