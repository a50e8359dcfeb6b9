import {
  type ArmEstimate,
  type Estimated,
  estimateMean,
  estimateRatio,
  estimateShare,
  fromUnitVariance,
  type NotComputable,
} from "../../core/stats/arm-estimate.ts";
import { correctForMany } from "../../core/stats/benjamini-hochberg.ts";
import type { Interval } from "../../core/stats/compare-arms.ts";
import { adjustByHistory } from "../../core/stats/cuped.ts";
import { sequentialInterval } from "../../core/stats/sequential.ts";
import type { PairedRatioSums, RatioSums } from "../../core/stats/sums.ts";
import { contributors } from "../lift/outcome-intervals.ts";
import { holdsFinite, NOTHING, roundFigure, roundLimits, roundTested } from "./round-figures.ts";
import type { ArmLift } from "./table-lift.ts";
import { type PairTest, testPair } from "./test-pair.ts";

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
  /** Some outcome is below zero. */
  readonly hasNegative: boolean;
}

type Compared = Omit<ArmLift, "arm" | "n" | "mean">;

/** Every arm against the first. */
export function compareSums(groups: readonly SumsOfArm[], question: SumsQuestion): readonly ArmLift[] {
  const [control] = groups;
  if (control === undefined) return [];
  const compared = groups.map((group) => (group === control ? EMPTY : compare(control, group, question)));
  const corrected = correctForMany(compared.map(({ p }) => p));
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

const EMPTY: Compared = { ...NOTHING, points: null, contributors: null, sequential: null, cuped: null };

function compare(one: SumsOfArm, other: SumsOfArm, question: SumsQuestion): Compared {
  const [control, treated] = [estimate(one, question), estimate(other, question)];
  if ("reason" in control) return { ...EMPTY, reason: control.reason };
  if ("reason" in treated) return { ...EMPTY, reason: treated.reason };
  const counts = question.kind === "share" ? { counts: sharesOf(one, other) } : {};
  const tested = testPair(control.estimate, treated.estimate, { ...question, ...counts });
  if ("reason" in tested) return { ...EMPTY, reason: tested.reason };
  const adjusted = question.hasHistory ? adjust(one, other, question) : null;
  const units = control.estimate.units + treated.estimate.units;
  const { absolute, relative } = tested.differences;
  const many = "reason" in relative ? null : sequentialInterval(relative, units);
  const shown = roundTested(tested.absolute);
  const { p, test, smallestEffect } = adjusted?.tested ?? tested;
  const compared: Compared = {
    ...EMPTY,
    absolute: shown,
    points: question.kind === "share" ? pointsOf(shown) : null,
    relative: tested.relative && roundTested(tested.relative),
    p: roundFigure(p),
    test,
    contributors: question.kind === "share" || question.hasNegative ? null : roundFigure(makers(one, other, question)),
    sequential: {
      ...roundLimits(sequentialInterval(absolute, units)),
      relative: many && roundLimits(question.hasNegative ? many : { ...many, low: Math.max(-1, many.low) }),
    },
    cuped: adjusted?.told ?? null,
    smallestEffect: {
      absolute: roundFigure(smallestEffect.absolute),
      relative: smallestEffect.relative === null ? null : roundFigure(smallestEffect.relative),
    },
    reason: tested.noRelative,
  };
  return holdsFinite(compared) ? compared : { ...EMPTY, reason: "out_of_range" };
}

function pointsOf({ estimate, low, high }: Interval): Interval {
  return { estimate: roundFigure(estimate * 100), low: roundFigure(low * 100), high: roundFigure(high * 100) };
}

/** How many rows of the smaller arm make what is counted, from zero and not from the origin. */
function makers(one: SumsOfArm, other: SumsOfArm, { kind, origin }: SumsQuestion): number {
  const fromZero = ({ sums: { main } }: SumsOfArm): RatioSums =>
    kind === "ratio"
      ? main
      : {
          ...main,
          numerator: main.numerator + main.units * origin,
          numeratorSquares: main.numeratorSquares + origin * (2 * main.numerator + main.units * origin),
        };
  return contributors(fromZero(other), fromZero(one));
}

function estimate({ sums: { main } }: SumsOfArm, { kind, origin }: SumsQuestion): Estimated {
  if (kind === "ratio") return estimateRatio(main);
  if (kind === "share") return estimateShare({ units: main.units, yes: main.numerator });
  const mean = estimateMean({ units: main.units, sum: main.numerator, sumOfSquares: main.numeratorSquares });
  return "reason" in mean ? mean : moved(mean.estimate, origin);
}

/** Degrees on the scale of logarithms go with the value, so an arm that moves is estimated again. */
function moved(arm: ArmEstimate, origin: number): Estimated {
  if (origin === 0) return { estimate: arm };
  return fromUnitVariance(arm.units, arm.value + origin, arm.variance * arm.units, arm.shift);
}

function sharesOf(one: SumsOfArm, other: SumsOfArm) {
  const share = ({ sums: { main } }: SumsOfArm) => ({ units: main.units, yes: main.numerator });
  return { control: share(one), treated: share(other) };
}

interface Adjusted {
  readonly told: NonNullable<ArmLift["cuped"]>;
  /** null: nothing can be adjusted. */
  readonly tested: PairTest | null;
}

function adjust(one: SumsOfArm, other: SumsOfArm, question: SumsQuestion): Adjusted {
  const nothing = (reason: NotComputable): Adjusted => ({
    told: { absolute: null, relative: null, theta: null, varianceReduction: null, reason },
    tested: null,
  });
  const adjusted = adjustByHistory(one.sums, other.sums);
  if ("reason" in adjusted) return nothing(adjusted.reason);
  const [control, treated] = [moved(adjusted.control, question.origin), moved(adjusted.treated, question.origin)];
  if ("reason" in control) return nothing(control.reason);
  if ("reason" in treated) return nothing(treated.reason);
  const tested = testPair(control.estimate, treated.estimate, question);
  if ("reason" in tested) return nothing(tested.reason);
  const told = {
    absolute: roundTested(tested.absolute),
    relative: tested.relative && roundTested(tested.relative),
    theta: roundFigure(adjusted.theta),
    varianceReduction: roundFigure(adjusted.varianceReduction),
    reason: tested.noRelative,
  };
  return holdsFinite(told) ? { told, tested } : nothing("out_of_range");
}
