import { ALPHA } from "./compare-arms.ts";
import { normalQuantile } from "./distributions.ts";

export const POWER = 0.8;

/** What is left of a standard error when a history with this correlation to the outcome is taken into account (CUPED). */
export function withHistory(standardError: number, correlation: number): number {
  return standardError * Math.sqrt(Math.max(0, (1 - correlation) * (1 + correlation)));
}

/** The effect that an experiment with this standard error (if there were none) would find with this power. */
export function smallestEffect(standardError: number, alpha = ALPHA, power = POWER): number {
  return (normalQuantile(power) - normalQuantile(alpha / 2)) * standardError;
}

/** The same of a test of log(treated / control) with this standard error: so much more, as a share of the control's value. */
export function smallestLift(logError: number): number {
  return Math.expm1(smallestEffect(logError));
}

/**
 * The same of shares, whose variance goes with the lift: at r times the control's share v, log(treated / control) varies by
 * (1 / v − 1) / units + (1 / (r·v) − 1) / treatedUnits, the latter nothing where all would be a yes.
 */
export function smallestShareLift(
  control: { readonly units: number; readonly value: number },
  treatedUnits: number,
): number {
  const odds = (share: number) => Math.max(0, 1 / share - 1);
  const foundIf = (lift: number) =>
    smallestLift(Math.sqrt(odds(control.value) / control.units + odds((1 + lift) * control.value) / treatedUnits));
  // The larger the lift, the smaller what is found if it is true: they meet once.
  const all = 1 / control.value - 1;
  let [below, above] = [0, Math.max(all, foundIf(all))];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (below + above) / 2;
    if (foundIf(middle) > middle) below = middle;
    else above = middle;
  }
  return above;
}

const HALVINGS = 60;

/** How many units, split alike, such a test would need for the lift `target`, when `units` of them can show `smallest`. */
export function unitsForLift(units: number, smallest: number, target: number): number {
  return Math.ceil(units * (Math.log1p(smallest) / Math.log1p(target)) ** 2);
}

/** How many units would be needed for `target`, when `units` of them, split alike, can show `smallest`. */
export function unitsNeeded(units: number, smallest: number, target: number): number {
  return Math.ceil(units * (smallest / target) ** 2);
}

/**
 * The smallest relative effect on a mean that can be seen with `units` of which `share` are held out, given the
 * coefficient of variation (standard deviation / mean) between units. null when nobody would be in one arm,
 * or of what is no number.
 */
export function smallestRelativeEffect(units: number, share: number, coefficientOfVariation: number): number | null {
  const heldOut = units * share;
  const treated = units - heldOut;
  if (!(heldOut >= 1 && treated >= 1)) return null;
  const smallest = smallestLift(coefficientOfVariation * Math.sqrt(1 / heldOut + 1 / treated));
  return Number.isFinite(smallest) ? smallest : null;
}
