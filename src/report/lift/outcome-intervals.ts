import type { ArmEstimate } from "../../core/stats/arm-estimate.ts";
import { type Differences, welchInterval } from "../../core/stats/compare-arms.ts";
import { type Counted, compareLogs } from "../../core/stats/log-scale.ts";
import type { PhaseArms } from "../../core/stats/pool-phases.ts";
import { smallestLift } from "../../core/stats/smallest-effect.ts";
import { addRatios, type RatioSums } from "../../core/stats/sums.ts";

/** On the scale of logarithms, or by Welch where an arm has none. */
export function intervalsOf(
  { control, treated }: PhaseArms,
  { absolute, relative, degrees }: Differences,
  counted: Counted,
) {
  const logs = "reason" in relative ? null : compareLogs(control, treated, counted);
  if (logs !== null) return { absolute: logs.absolute, relative: logs.relative, p: logs.relative.p };
  const welch = {
    absolute: welchInterval(absolute, degrees),
    relative: "reason" in relative ? null : welchInterval(relative, degrees),
  };
  return { ...welch, p: (welch.relative ?? welch.absolute).p };
}

/** If there were no effect: of logarithms, as the interval is. */
export function smallestOf({ control, treated }: PhaseArms): number | null {
  const relativeVariance = ({ value, variance }: ArmEstimate) => variance / value ** 2;
  const smallest = smallestLift(Math.sqrt(relativeVariance(control) + relativeVariance(treated)));
  return Number.isFinite(smallest) ? smallest : null;
}

/**
 * How many units of the smaller arm may be expected to make what is counted: of all units (Σy)² / Σy², as many as there are where
 * all count the same, one where one has it all (Kish's effective sample size), times the arm's share of them. Taken of both arms
 * together, since an arm's own number goes with its value: whoever waited for it would speak just when an arm happens to be high.
 */
export function contributors(treated: RatioSums, heldOut: RatioSums): number {
  const all = addRatios(treated, heldOut);
  const share = Math.min(treated.units, heldOut.units) / all.units;
  return all.numeratorSquares > 0 ? (share * all.numerator ** 2) / all.numeratorSquares : 0;
}
