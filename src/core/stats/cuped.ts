import {
  type ArmEstimate,
  adjustedVariance,
  type Estimated,
  estimateRatio,
  estimateShare,
  fromUnitVariance,
  type NotComputable,
} from "./arm-estimate.ts";
import { crossProducts, residualSquares, sizedSquares, type UnitWeights, weighResiduals } from "./residuals.ts";
import {
  addPairedRatios,
  type CrossSums,
  type PairedRatioSums,
  type PairedShareSums,
  type RatioSums,
  type UnitSizes,
} from "./sums.ts";

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

/** Variances of one arm's value and history and their covariance, per unit; or any sums like them. */
interface Moments {
  readonly value: number;
  readonly before: number;
  readonly covariance: number;
}

/** One arm's value and history, and how they vary as if all units were of one size. */
interface PairedArm {
  readonly units: number;
  readonly value: number;
  readonly before: number;
  readonly moments: Moments;
  /** Where units are of unlike size: the same with each unit's part times its size. */
  readonly bySize?: { readonly sizes: UnitSizes; readonly moments: Moments };
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
  const [of, c0, t0] = [everyone.moments, control.moments, treated.moments];
  const theta =
    source === "everyone" ? of.covariance / of.before : (c0.covariance + t0.covariance) / (c0.before + t0.before);
  if (!(of.before > 0 && c0.before + t0.before > 0)) return { reason: "no_history" };
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
  const { variance, shift, effective } = varyShifted(arm, theta);
  const ofUnits = {
    value: theta * (arm.before - everyonesHistory),
    variance: shift.variance / arm.units,
    covariance: shift.covariance / arm.units,
  };
  if (!Object.values(ofUnits).every(Number.isFinite)) return { reason: "out_of_range" };
  return fromUnitVariance(arm.units, arm.value, variance, ofUnits, effective);
}

/**
 * Variances per unit of the value, of theta times its history, and their covariance. Where units are of unlike size, each of three kinds of
 * residuals has leverages of its own: of the value, of the history, and those that are left of both. What is left varies least
 * between large units; its variance and degrees are those of its own residuals, and the covariance is what makes all three agree.
 */
function varyShifted({ units, moments, bySize }: PairedArm, theta: number) {
  const history = theta ** 2 * moments.before;
  const covariance = theta * moments.covariance;
  if (bySize === undefined) {
    return { variance: moments.value, shift: { variance: history, covariance }, effective: units };
  }
  const left = leftBy(theta, moments);
  const weigh = (squares: number, sized: number) => weighResiduals(units, { squares, sized }, bySize.sizes);
  const grown = ({ degrees }: UnitWeights) => (units - 1) / degrees;
  const weighed = weigh(left, leftBy(theta, bySize.moments));
  const variance = moments.value * grown(weigh(moments.value, bySize.moments.value));
  const ofHistory = history * grown(weigh(moments.before, bySize.moments.before));
  const together = (variance + ofHistory - left * grown(weighed)) / 2;
  return { variance, shift: { variance: ofHistory, covariance: together }, effective: weighed.effective };
}

/** Of (value − theta × history)². */
function leftBy(theta: number, { value, before, covariance }: Moments): number {
  return value - 2 * theta * covariance + theta ** 2 * before;
}

function pairRatio({ main, before, cross, crossBySize }: PairedRatioSums): PairedArm {
  const { units } = main;
  const perMain = main.denominator / units;
  const perBefore = before.denominator / units;
  const [r, s] = [ratioOf(main), ratioOf(before)];
  const momentsOf = (ofValue: number, ofHistory: number, of: CrossSums): Moments => ({
    value: ofValue / (units - 1) / perMain ** 2,
    before: ofHistory / (units - 1) / perBefore ** 2,
    covariance: crossProducts(r, s, of) / (units - 1) / (perMain * perBefore),
  });
  const arm = { units, value: r, before: s, moments: momentsOf(residualSquares(main), residualSquares(before), cross) };
  if (!(main.bySize && before.bySize && crossBySize)) return arm;
  const sized = momentsOf(sizedSquares(main), sizedSquares(before), crossBySize);
  return { ...arm, bySize: { sizes: main.bySize, moments: sized } };
}

function pairShare({ units, yes, before, both }: PairedShareSums): PairedArm {
  const [value, history] = [yes / units, before / units];
  return {
    units,
    value,
    before: history,
    moments: {
      value: value * (1 - value),
      before: history * (1 - history),
      covariance: both / units - value * history,
    },
  };
}
