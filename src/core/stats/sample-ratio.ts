import { chiSquaredTail } from "./distributions.ts";

/** Below this, the split is not the one that was drawn, and no effect may be believed. */
export const SAMPLE_RATIO_ALARM = 0.001;

export interface SampleRatio {
  readonly p: number;
  readonly ok: boolean;
}

/** Chi-squared test of the units seen in each arm against the shares they were drawn with. Weights need not add up to 1; counts that cannot be, below 0 or beyond all numbers, are an alarm. */
export function checkSampleRatio(units: readonly number[], weights: readonly number[]): SampleRatio {
  const total = units.reduce((sum, count) => sum + count, 0);
  const allWeights = weights.reduce((sum, weight) => sum + weight, 0);
  let statistic = 0;
  let groups = 0;
  units.forEach((count, index) => {
    const weight = weights[index] ?? 0;
    if (!(count >= 0)) statistic = Number.POSITIVE_INFINITY;
    if (weight <= 0) {
      // Someone stands in an arm that nobody could draw.
      if (count > 0) statistic = Number.POSITIVE_INFINITY;
      return;
    }
    groups += 1;
    const expected = (total * weight) / allWeights;
    if (expected > 0) statistic += ((count - expected) / expected) * (count - expected);
  });
  const p = !Number.isFinite(statistic) ? 0 : groups < 2 ? 1 : chiSquaredTail(statistic, groups - 1);
  return { p, ok: p >= SAMPLE_RATIO_ALARM };
}
