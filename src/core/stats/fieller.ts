import { type ArmEstimate, adjustedVariance } from "./arm-estimate.ts";
import { ALPHA, type Interval } from "./compare-arms.ts";
import { studentTwoSidedQuantile } from "./distributions.ts";

/**
 * Fieller's interval (1954) of the relative difference, treated minus control after their shifts as a share of the control's own
 * value: all r of which Student's t does not reject that difference − r · control is zero. It leaves zero out just when Welch's test of the
 * plain difference does, with the same degrees.
 *
 * null where it has no end, since the control's value cannot be told from zero, or is no number.
 */
export function fiellerInterval(
  control: ArmEstimate,
  treated: ArmEstimate,
  degrees: number,
  alpha = ALPHA,
): Interval | null {
  const squared = studentTwoSidedQuantile(alpha, degrees) ** 2;
  const difference = treated.value - treated.shift.value - (control.value - control.shift.value);
  const variance = adjustedVariance(control) + adjustedVariance(treated);
  const covariance = control.shift.covariance - control.variance;
  // In units of the control, so that no square leaves what a computer holds.
  const estimate = difference / control.value;
  const [ofBoth, together, ofControl] = [variance, covariance, control.variance].map(
    (one) => ((one / control.value) * squared) / control.value,
  ) as [number, number, number];
  const curve = 1 - ofControl;
  if (!(curve > 0)) return null;
  const middle = (estimate - together) / curve;
  const half = Math.sqrt(Math.max(0, middle ** 2 - (estimate ** 2 - ofBoth) / curve));
  const [low, high] = [middle - half, middle + half];
  return half > 0 && [estimate, low, high].every(Number.isFinite) ? { estimate, low, high } : null;
}
