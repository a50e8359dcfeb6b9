import {
  type ArmEstimate,
  type Estimated,
  estimateMean,
  estimateRatio,
  estimateShare,
} from "../../core/stats/arm-estimate.ts";
import { correctForMany } from "../../core/stats/benjamini-hochberg.ts";
import { type Differences, differArms, welchInterval } from "../../core/stats/compare-arms.ts";
import { adjustByHistory } from "../../core/stats/cuped.ts";
import { newcombeInterval } from "../../core/stats/newcombe.ts";
import { sequentialInterval } from "../../core/stats/sequential.ts";
import { smallestEffect } from "../../core/stats/smallest-effect.ts";
import type { PairedRatioSums } from "../../core/stats/sums.ts";
import { primaryEffect } from "./primary-effect.ts";
import { holdsFinite, NOTHING, roundFigure, roundLimits, roundTested } from "./round-figures.ts";
import type { ArmLift } from "./table-lift.ts";

export type SumKind = "mean" | "share" | "ratio";

export interface SumsOfArm {
  readonly arm: string;
  readonly sums: PairedRatioSums;
}

export interface SumsQuestion {
  readonly kind: SumKind;
  /** What was taken off each outcome while adding up. */
  readonly origin: number;
  readonly hasHistory: boolean;
}

type Compared = Omit<ArmLift, "arm" | "n" | "mean">;

/** Every arm against the first. */
export function compareSums(groups: readonly SumsOfArm[], question: SumsQuestion): readonly ArmLift[] {
  const [control] = groups;
  if (control === undefined) return [];
  const compared = groups.map((group) => (group === control ? EMPTY : compare(control, group, question)));
  const corrected = correctForMany(compared.map((arm) => primaryEffect(arm).effect?.p ?? null));
  return groups.map((group, index): ArmLift => {
    const estimated = estimate(group, question);
    const p = corrected[index] ?? null;
    return {
      arm: group.arm,
      n: group.sums.main.units,
      mean: "estimate" in estimated && holdsFinite(estimated) ? roundFigure(estimated.estimate.value) : null,
      ...(compared[index] ?? EMPTY),
      pCorrected: p === null ? null : roundFigure(p),
    };
  });
}

const EMPTY: Compared = { ...NOTHING, sequential: null, cuped: null };

function compare(one: SumsOfArm, other: SumsOfArm, question: SumsQuestion): Compared {
  const [control, treated] = [estimate(one, question), estimate(other, question)];
  if ("reason" in control) return { ...EMPTY, reason: control.reason };
  if ("reason" in treated) return { ...EMPTY, reason: treated.reason };
  const differences = differ(control.estimate, treated.estimate);
  if ("reason" in differences) return { ...EMPTY, reason: differences.reason };
  if (!holdsFinite(differences)) return { ...EMPTY, reason: "out_of_range" };
  const intervals = intervalsOf(differences);
  const units = control.estimate.units + treated.estimate.units;
  const relative = "reason" in differences.relative ? null : differences.relative;
  const smallest = smallestEffect(Math.sqrt(control.estimate.variance + treated.estimate.variance));
  const value = control.estimate.value;
  const compared: Compared = {
    ...EMPTY,
    absolute: roundTested({
      ...intervals.absolute,
      ...(question.kind === "share" ? newcombeInterval([{ ...sharesOf(one, other), weight: 1 }]) : {}),
    }),
    relative: intervals.relative && roundTested(intervals.relative),
    sequential: {
      ...roundLimits(sequentialInterval(differences.absolute, units)),
      relative: relative && roundLimits(sequentialInterval(relative, units)),
    },
    cuped: question.hasHistory ? adjust(one, other, question) : null,
    smallestEffect: {
      absolute: roundFigure(smallest),
      relative: value > 0 ? roundFigure(smallest / value) : null,
    },
    reason: "reason" in differences.relative ? differences.relative.reason : null,
  };
  return holdsFinite(compared) ? compared : { ...EMPTY, reason: "out_of_range" };
}

/** Of a control below zero a share would have the wrong sign: more would read as less. */
function differ(control: ArmEstimate, treated: ArmEstimate): ReturnType<typeof differArms> {
  const differences = differArms(control, treated);
  if ("reason" in differences || control.value > 0) return differences;
  return { ...differences, relative: { reason: "control_is_zero" } };
}

function estimate({ sums: { main } }: SumsOfArm, { kind, origin }: SumsQuestion): Estimated {
  if (kind === "ratio") return estimateRatio(main);
  if (kind === "share") return estimateShare({ units: main.units, yes: main.numerator });
  const mean = estimateMean({ units: main.units, sum: main.numerator, sumOfSquares: main.numeratorSquares });
  return "reason" in mean ? mean : { estimate: moved(mean.estimate, origin) };
}

function moved(estimate: ArmEstimate, origin: number): ArmEstimate {
  return { ...estimate, value: estimate.value + origin };
}

function intervalsOf({ absolute, relative, degrees }: Differences) {
  return {
    absolute: welchInterval(absolute, degrees),
    relative: "reason" in relative ? null : welchInterval(relative, degrees),
  };
}

function sharesOf(one: SumsOfArm, other: SumsOfArm) {
  const share = ({ sums: { main } }: SumsOfArm) => ({ units: main.units, yes: main.numerator });
  return { control: share(one), treated: share(other) };
}

function adjust(one: SumsOfArm, other: SumsOfArm, { origin }: SumsQuestion): NonNullable<ArmLift["cuped"]> {
  const nothing = { absolute: null, relative: null, theta: null, varianceReduction: null };
  const adjusted = adjustByHistory(one.sums, other.sums);
  if ("reason" in adjusted) return { ...nothing, reason: adjusted.reason };
  const differences = differ(moved(adjusted.control, origin), moved(adjusted.treated, origin));
  if ("reason" in differences) return { ...nothing, reason: differences.reason };
  if (!holdsFinite(differences)) return { ...nothing, reason: "out_of_range" };
  const intervals = intervalsOf(differences);
  const told = {
    absolute: roundTested(intervals.absolute),
    relative: intervals.relative && roundTested(intervals.relative),
    theta: roundFigure(adjusted.theta),
    varianceReduction: roundFigure(adjusted.varianceReduction),
    reason: "reason" in differences.relative ? differences.relative.reason : null,
  };
  return holdsFinite(told) ? told : { ...nothing, reason: "out_of_range" };
}
