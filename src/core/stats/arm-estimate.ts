import { leftOver, residualSquares, weighUnits } from "./residuals.ts";
import type { MeanSums, RatioSums, ShareSums } from "./sums.ts";

/** Why a number cannot be given. An analysis never answers NaN. */
export type NotComputable =
  | "no_units"
  | "too_few_units"
  | "nothing_to_divide_by"
  | "no_variance"
  | "no_history"
  | "control_is_zero"
  /** Numbers beyond what a computer holds, or that no data can have. */
  | "out_of_range";

/** What one arm shows. Variances are those of the value itself (already divided by the number of units). */
export interface ArmEstimate {
  readonly units: number;
  readonly value: number;
  readonly variance: number;
  /** What CUPED takes off `value` because of how the arm was before; its variance, and covariance with `value`. */
  readonly shift: { readonly value: number; readonly variance: number; readonly covariance: number };
  /** Σ variance² / (units − 1) over the parts that make the estimate: what Welch-Satterthwaite divides by. */
  readonly spread: number;
  /** The same with as many units as there would be if each counted the same, which is what logarithms need (log-scale.ts). */
  readonly unevenSpread: number;
}

export const NO_SHIFT = { value: 0, variance: 0, covariance: 0 };

/** Variance of the value after its shift. */
export function adjustedVariance({ variance, shift }: ArmEstimate): number {
  return variance - 2 * shift.covariance + shift.variance;
}

export type Estimated = { readonly estimate: ArmEstimate } | { readonly reason: NotComputable };

/**
 * An estimate from the variance between units; a variance below 0, of sums that no data can have, counts as 0. `effective`: how
 * many units of the same size would say as much.
 */
export function fromUnitVariance(
  units: number,
  value: number,
  unitVariance: number,
  shift = NO_SHIFT,
  effective = units,
): Estimated {
  const estimate = { units, value, variance: Math.max(0, unitVariance) / units, shift, spread: 0, unevenSpread: 0 };
  const left = adjustedVariance(estimate);
  const spread = left ** 2 / degreesOf(effective);
  // Squares are taken of both further on.
  if (!Number.isFinite(spread) || !Number.isFinite(value ** 2)) return { reason: "out_of_range" };
  const even = effective / (1 + (effective * left) / (value - shift.value) ** 2);
  return { estimate: { ...estimate, spread, unevenSpread: left ** 2 / degreesOf(even) } };
}

function degreesOf(units: number): number {
  return units > 2 ? units - 1 : 1;
}

function tooFew(units: number): NotComputable | null {
  if (units === 0) return "no_units";
  if (!(units > 0)) return "out_of_range";
  return units < 2 ? "too_few_units" : null;
}

export function estimateMean({ units, sum, sumOfSquares }: MeanSums): Estimated {
  const reason = tooFew(units);
  if (reason) return { reason };
  return fromUnitVariance(units, sum / units, leftOver(sumOfSquares, (sum * sum) / units) / (units - 1));
}

/** Variance p(1 − p), without n/(n − 1). */
export function estimateShare({ units, yes }: ShareSums): Estimated {
  const reason = tooFew(units);
  if (reason) return { reason };
  const share = yes / units;
  if (!(share >= 0 && share <= 1)) return { reason: "out_of_range" };
  return fromUnitVariance(units, share, share * (1 - share));
}

/** A ratio of totals with its variance by the delta method (Deng, Knoblich and Lu 2018, eq. 3). */
export function estimateRatio(sums: RatioSums): Estimated {
  const { units, numerator, denominator } = sums;
  const reason = tooFew(units);
  if (reason) return { reason };
  if (denominator <= 0) return { reason: "nothing_to_divide_by" };
  const ratio = numerator / denominator;
  const perUnit = denominator / units;
  const { degrees, effective } = weighUnits(sums);
  return fromUnitVariance(units, ratio, residualSquares(sums) / degrees / (perUnit * perUnit), NO_SHIFT, effective);
}
