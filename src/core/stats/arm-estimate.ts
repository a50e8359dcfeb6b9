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
}

export const NO_SHIFT = { value: 0, variance: 0, covariance: 0 };

/** Variance of the value after its shift. */
export function adjustedVariance({ variance, shift }: ArmEstimate): number {
  return variance - 2 * shift.covariance + shift.variance;
}

export type Estimated = { readonly estimate: ArmEstimate } | { readonly reason: NotComputable };

function fromUnitVariance(units: number, value: number, unitVariance: number): Estimated {
  const variance = Math.max(0, unitVariance) / units;
  return { estimate: { units, value, variance, shift: NO_SHIFT, spread: (variance * variance) / (units - 1) } };
}

function tooFew(units: number): NotComputable | null {
  if (units === 0) return "no_units";
  return units < 2 ? "too_few_units" : null;
}

export function estimateMean({ units, sum, sumOfSquares }: MeanSums): Estimated {
  const reason = tooFew(units);
  if (reason) return { reason };
  return fromUnitVariance(units, sum / units, (sumOfSquares - (sum * sum) / units) / (units - 1));
}

/** Variance p(1 − p), without n/(n − 1). */
export function estimateShare({ units, yes }: ShareSums): Estimated {
  const reason = tooFew(units);
  if (reason) return { reason };
  const share = yes / units;
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
  // The residuals numerator − ratio × denominator add up to zero, so their squares alone give the variance.
  const residualSquares = sums.numeratorSquares - 2 * ratio * sums.product + ratio * ratio * sums.denominatorSquares;
  return fromUnitVariance(units, ratio, residualSquares / (units - 1) / (perUnit * perUnit));
}
