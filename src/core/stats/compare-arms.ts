import { type ArmEstimate, adjustedVariance, type NotComputable } from "./arm-estimate.ts";
import { studentTwoSidedQuantile, studentTwoSidedTail } from "./distributions.ts";

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
 * Treated minus control, each after its shift. The relative difference divides by the control's own unshifted value
 * and has its variance by the delta method; both arms have the same history in expectation, so with
 * r = treated / control that is (v_treated + r²·v_control − 2r·covariance + v_shift) / control².
 */
export function differArms(
  control: ArmEstimate,
  treated: ArmEstimate,
): Differences | { readonly reason: NotComputable } {
  const variance = adjustedVariance(control) + adjustedVariance(treated);
  if (!(variance > 0)) return { reason: "no_variance" };
  const estimate = treated.value - treated.shift.value - (control.value - control.shift.value);
  const ratio = treated.value / control.value;
  const scaled = ratio ** 2 * control.variance - 2 * ratio * control.shift.covariance + control.shift.variance;
  return {
    absolute: { estimate, standardError: Math.sqrt(variance) },
    relative:
      control.value > 0
        ? {
            estimate: estimate / control.value,
            standardError: Math.sqrt(adjustedVariance(treated) + scaled) / control.value,
          }
        : { reason: "control_is_zero" },
    degrees: variance ** 2 / (control.spread + treated.spread),
  };
}

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
