import { ALPHA, type Difference, type Interval } from "./compare-arms.ts";

/** The number of units at which the interval is tightest. */
export const SEQUENTIAL_TUNING = 5_000;

/**
 * Half the width of an interval that holds at every look at once, however often one looks: Waudby-Smith, Arbour,
 * Sinha, Kennedy and Ramdas, arXiv 2103.06476v7, eq. 9, with rho from eq. 161. `units` counts both arms.
 */
export function sequentialHalfWidth(
  standardError: number,
  units: number,
  alpha = ALPHA,
  tuning = SEQUENTIAL_TUNING,
): number {
  const rhoSquared = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / tuning;
  const growth = units * rhoSquared + 1;
  // Per-unit variance is standardError² × units.
  return standardError * Math.sqrt((2 * growth * Math.log(Math.sqrt(growth) / alpha)) / (units * rhoSquared));
}

/** An interval that may be looked at every day: the chance that it is ever wrong is at most alpha. */
export function sequentialInterval(
  difference: Difference,
  units: number,
  alpha = ALPHA,
  tuning = SEQUENTIAL_TUNING,
): Interval {
  const half = sequentialHalfWidth(difference.standardError, units, alpha, tuning);
  return { estimate: difference.estimate, low: difference.estimate - half, high: difference.estimate + half };
}
