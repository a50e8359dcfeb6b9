import {
  type ArmEstimate,
  adjustedVariance,
  type Estimated,
  estimateRatio,
  estimateShare,
  fromUnitVariance,
  type NotComputable,
} from "./arm-estimate.ts";
import { residualSquares, weighUnits } from "./residuals.ts";
import { addPairedRatios, type PairedRatioSums, type PairedShareSums, type RatioSums } from "./sums.ts";

export interface CupedArms {
  readonly control: ArmEstimate;
  readonly treated: ArmEstimate;
  readonly theta: number;
  /** Share of the variance of the difference that the history takes away; below 0 where it adds some. */
  readonly varianceReduction: number;
}

/**
 * Of whom theta is taken: of all units as if they were one arm, or of the units within each arm, the per-unit variances and
 * covariances of both arms added up. Means and shares have the first in GrowthBook, ratios the second; both come to the
 * same as arms grow, the first with less noise where one arm is small.
 */
export type ThetaSource = "everyone" | "each_arm";

/** One arm's value and history, with their variances and covariance per unit. */
interface PairedArm {
  readonly units: number;
  /** How many units of the same size would say as much of the value. */
  readonly effective: number;
  readonly value: number;
  readonly before: number;
  readonly valueVariance: number;
  readonly beforeVariance: number;
  readonly covariance: number;
}

const ratioOf = (sums: RatioSums): number => sums.numerator / sums.denominator;

/**
 * CUPED (Deng, Xu, Kohavi and Walker 2013) of means and ratios: part of the difference between two arms was there before;
 * theta tells how much of it to take off. For means, give ratios whose denominators are 1. Each unit's ratio is made
 * linear around the total's.
 */
export function adjustByHistory(
  control: PairedRatioSums,
  treated: PairedRatioSums,
  source: ThetaSource = "everyone",
): CupedArms | { readonly reason: NotComputable } {
  for (const arm of [control, treated]) {
    const estimated = estimateRatio(arm.main);
    if ("reason" in estimated) return estimated;
    if (arm.before.denominator <= 0) return { reason: "no_history" };
  }
  const arms = [control, treated].map(pairRatio) as [PairedArm, PairedArm];
  return adjust(arms, pairRatio(addPairedRatios(control, treated)), source);
}

/** CUPED of a share by another share of the same units before; variances and covariance without n/(n − 1), as of any share. */
export function adjustShareByHistory(
  control: PairedShareSums,
  treated: PairedShareSums,
  source: ThetaSource = "everyone",
): CupedArms | { readonly reason: NotComputable } {
  for (const { units, yes, before, both } of [control, treated]) {
    for (const part of [yes, before, both]) {
      const estimated = estimateShare({ units, yes: part });
      if ("reason" in estimated) return estimated;
    }
  }
  const everyone = {
    units: control.units + treated.units,
    yes: control.yes + treated.yes,
    before: control.before + treated.before,
    both: control.both + treated.both,
  };
  return adjust([pairShare(control), pairShare(treated)], pairShare(everyone), source);
}

function adjust(
  [control, treated]: readonly [PairedArm, PairedArm],
  everyone: PairedArm,
  source: ThetaSource,
): CupedArms | { readonly reason: NotComputable } {
  const theta =
    source === "everyone"
      ? everyone.covariance / everyone.beforeVariance
      : (control.covariance + treated.covariance) / (control.beforeVariance + treated.beforeVariance);
  if (!(everyone.beforeVariance > 0 && control.beforeVariance + treated.beforeVariance > 0)) {
    return { reason: "no_history" };
  }
  if (!Number.isFinite(theta)) return { reason: "out_of_range" };
  const [c, t] = [shiftArm(control, theta, everyone.before), shiftArm(treated, theta, everyone.before)];
  if ("reason" in c) return c;
  if ("reason" in t) return t;
  const raw = c.estimate.variance + t.estimate.variance;
  if (!(raw > 0)) return { reason: "no_variance" };
  const left = adjustedVariance(c.estimate) + adjustedVariance(t.estimate);
  return { control: c.estimate, treated: t.estimate, theta, varianceReduction: 1 - left / raw };
}

function shiftArm(arm: PairedArm, theta: number, everyonesHistory: number): Estimated {
  const shift = {
    value: theta * (arm.before - everyonesHistory),
    variance: (theta ** 2 * arm.beforeVariance) / arm.units,
    covariance: (theta * arm.covariance) / arm.units,
  };
  if (!Object.values(shift).every(Number.isFinite)) return { reason: "out_of_range" };
  return fromUnitVariance(arm.units, arm.value, arm.valueVariance, shift, arm.effective);
}

function pairRatio({ main, before, cross }: PairedRatioSums): PairedArm {
  const { units } = main;
  // The history's residuals are as unlike as those of the value: one count of what is left serves all three.
  const { degrees, effective } = weighUnits(main);
  const perMain = main.denominator / units;
  const perBefore = before.denominator / units;
  const [r, s] = [ratioOf(main), ratioOf(before)];
  const products =
    cross.numeratorNumerator -
    s * cross.numeratorDenominator -
    r * cross.denominatorNumerator +
    r * s * cross.denominatorDenominator;
  return {
    units,
    effective,
    value: r,
    before: s,
    valueVariance: residualSquares(main) / degrees / perMain ** 2,
    beforeVariance: residualSquares(before) / degrees / perBefore ** 2,
    covariance: products / degrees / (perMain * perBefore),
  };
}

function pairShare({ units, yes, before, both }: PairedShareSums): PairedArm {
  const [value, history] = [yes / units, before / units];
  return {
    units,
    effective: units,
    value,
    before: history,
    valueVariance: value * (1 - value),
    beforeVariance: history * (1 - history),
    covariance: both / units - value * history,
  };
}
