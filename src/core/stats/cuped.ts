import { type ArmEstimate, adjustedVariance, estimateRatio, type NotComputable } from "./arm-estimate.ts";
import { addPairedRatios, type PairedRatioSums, type RatioSums } from "./sums.ts";

export interface CupedArms {
  readonly control: ArmEstimate;
  readonly treated: ArmEstimate;
  readonly theta: number;
  /** Share of the variance of the difference that the history takes away. */
  readonly varianceReduction: number;
}

interface Linear {
  readonly mainVariance: number;
  readonly beforeVariance: number;
  readonly covariance: number;
}

const ratioOf = (sums: RatioSums): number => sums.numerator / sums.denominator;

function residualSquares(sums: RatioSums): number {
  const ratio = ratioOf(sums);
  return sums.numeratorSquares - 2 * ratio * sums.product + ratio ** 2 * sums.denominatorSquares;
}

/** Per-unit variances and covariance of both ratios, each unit's ratio made linear around the total's. */
function linearise({ main, before, cross }: PairedRatioSums): Linear {
  const degrees = main.units - 1;
  const perMain = main.denominator / main.units;
  const perBefore = before.denominator / main.units;
  const [r, s] = [ratioOf(main), ratioOf(before)];
  const products =
    cross.numeratorNumerator -
    s * cross.numeratorDenominator -
    r * cross.denominatorNumerator +
    r * s * cross.denominatorDenominator;
  return {
    mainVariance: residualSquares(main) / degrees / perMain ** 2,
    beforeVariance: residualSquares(before) / degrees / perBefore ** 2,
    covariance: products / degrees / (perMain * perBefore),
  };
}

function shiftArm(sums: PairedRatioSums, theta: number, everyonesHistory: number): ArmEstimate {
  const linear = linearise(sums);
  const units = sums.main.units;
  const raw = linear.mainVariance / units;
  const shift = {
    value: theta * (ratioOf(sums.before) - everyonesHistory),
    variance: (theta ** 2 * linear.beforeVariance) / units,
    covariance: (theta * linear.covariance) / units,
  };
  const estimate = { units, value: ratioOf(sums.main), variance: raw, shift, spread: 0 };
  return { ...estimate, spread: adjustedVariance(estimate) ** 2 / (units - 1) };
}

/**
 * CUPED (Deng, Xu, Kohavi and Walker 2013): part of the difference between two arms was there before; theta, from
 * both arms together, tells how much of it to take off. For means, give ratios whose denominators are 1.
 */
export function adjustByHistory(
  control: PairedRatioSums,
  treated: PairedRatioSums,
): CupedArms | { readonly reason: NotComputable } {
  for (const arm of [control, treated]) {
    const estimated = estimateRatio(arm.main);
    if ("reason" in estimated) return estimated;
    if (arm.before.denominator <= 0) return { reason: "no_history" };
  }
  const joint = addPairedRatios(control, treated);
  const everyone = linearise(joint);
  if (!(everyone.beforeVariance > 0)) return { reason: "no_history" };
  const theta = everyone.covariance / everyone.beforeVariance;
  const history = ratioOf(joint.before);
  const arms = { control: shiftArm(control, theta, history), treated: shiftArm(treated, theta, history) };
  const raw = arms.control.variance + arms.treated.variance;
  if (!(raw > 0)) return { reason: "no_variance" };
  const left = adjustedVariance(arms.control) + adjustedVariance(arms.treated);
  return { ...arms, theta, varianceReduction: 1 - left / raw };
}
