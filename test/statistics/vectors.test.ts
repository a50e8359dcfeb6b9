import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type ArmEstimate,
  type Estimated,
  estimateMean,
  estimateRatio,
  estimateShare,
} from "../../src/core/stats/arm-estimate.ts";
import { differArms, welchInterval, welchOneSided } from "../../src/core/stats/compare-arms.ts";
import { adjustByHistory } from "../../src/core/stats/cuped.ts";
import { differQuantiles } from "../../src/core/stats/quantile-difference.ts";
import { checkSampleRatio } from "../../src/core/stats/sample-ratio.ts";
import { sequentialInterval, sequentialOneSided } from "../../src/core/stats/sequential.ts";
import { asPairedRatio, type PairedRatioSums } from "../../src/core/stats/sums.ts";
import { normalInterval } from "../../src/core/stats/survival/restricted-mean.ts";

const FILE = new URL("../../../shared/data/vectors/experiment-statistics.json", import.meta.url);

interface VectorArm {
  type: "mean" | "proportion" | "ratio" | "cuped";
  n: number;
  [field: string]: number | string;
}
interface VectorCase {
  id: string;
  sided?: "greater" | "less";
  sequential?: boolean;
  cuped?: boolean;
  tuning?: number;
  control: VectorArm;
  treatment: VectorArm;
  difference_type: "relative" | "absolute";
  alpha: number;
  recomputed: {
    expected: number;
    stddev: number;
    dof: number;
    theta?: number;
    pValue: number;
    ci: [number | null, number | null];
  };
}
interface QuantileArm {
  n: number;
  quantile_hat: number;
  lower: number;
  upper: number;
}
interface ExpectedDifference {
  expected: number;
  ci: [number, number];
}
interface Quantile {
  control: QuantileArm;
  treatment: QuantileArm;
  published: { absolute: ExpectedDifference; relative_flat: ExpectedDifference };
  recomputed: ExpectedDifference;
}
interface Vectors {
  quantile: Quantile;
  cuped_theta: { pre: number[]; post: number[]; recomputed: number };
  frequentist: VectorCase[];
  srm: { cases: { users: number[]; weights: number[]; p: number }[] };
}

const present = existsSync(FILE);
const vectors = present ? (JSON.parse(readFileSync(FILE, "utf8")) as Vectors) : null;

function known(estimated: Estimated): ArmEstimate {
  if ("reason" in estimated) throw new Error(estimated.reason);
  return estimated.estimate;
}

function numbers(arm: VectorArm): Record<string, number> {
  return arm as unknown as Record<string, number>;
}

function paired(arm: VectorArm): PairedRatioSums {
  const of = numbers(arm);
  const mean = (name: string) => ({
    units: arm.n,
    sum: of[`${name}_sum`] ?? 0,
    sumOfSquares: of[`${name}_sum_squares`] ?? 0,
  });
  return asPairedRatio({ main: mean("post"), before: mean("pre"), product: of.post_pre_sum_of_products ?? 0 });
}

function estimate(arm: VectorArm): ArmEstimate {
  const of = numbers(arm);
  const at = (name: string) => of[name] ?? 0;
  if (arm.type === "proportion") return known(estimateShare({ units: arm.n, yes: at("sum") }));
  if (arm.type === "mean")
    return known(estimateMean({ units: arm.n, sum: at("sum"), sumOfSquares: at("sum_squares") }));
  return known(
    estimateRatio({
      units: arm.n,
      numerator: at("main_sum"),
      denominator: at("denominator_sum"),
      numeratorSquares: at("main_sum_squares"),
      denominatorSquares: at("denominator_sum_squares"),
      product: at("main_denominator_sum_product"),
    }),
  );
}

function near(actual: number, expected: number, digits = 1e-9): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(digits * Math.max(1e-3, Math.abs(expected)));
}

describe.skipIf(!present)("published experiment vectors (skipped where the vectors file is absent)", () => {
  it.each((vectors?.frequentist ?? []).map((vector) => [vector.id, vector] as const))("%s", (_id, vector) => {
    let arms: { control: ArmEstimate; treated: ArmEstimate };
    if (vector.cuped) {
      const adjusted = adjustByHistory(paired(vector.control), paired(vector.treatment));
      if ("reason" in adjusted) throw new Error(adjusted.reason);
      near(adjusted.theta, vector.recomputed.theta ?? 0);
      arms = adjusted;
    } else arms = { control: estimate(vector.control), treated: estimate(vector.treatment) };
    const differences = differArms(arms.control, arms.treated);
    if ("reason" in differences) throw new Error(differences.reason);
    const difference = differences[vector.difference_type];
    if ("reason" in difference) throw new Error(difference.reason);
    const { expected, stddev, dof, pValue, ci } = vector.recomputed;
    near(difference.estimate, expected);
    near(difference.standardError, stddev);
    near(differences.degrees, dof);
    const units = arms.control.units + arms.treated.units;
    const one = vector.sided;
    const interval = vector.sequential
      ? one
        ? sequentialOneSided(difference, units, one, vector.alpha, vector.tuning)
        : sequentialInterval(difference, units, vector.alpha, vector.tuning)
      : one
        ? welchOneSided(difference, differences.degrees, one, vector.alpha)
        : welchInterval(difference, differences.degrees, vector.alpha);
    near(interval.p, pValue);
    for (const [bound, expectedBound] of [
      [interval.low, ci[0]],
      [interval.high, ci[1]],
    ] as const) {
      if (expectedBound === null) expect(bound).toBeNull();
      else near(bound ?? Number.NaN, expectedBound);
    }
  });

  it("the difference of two 90th percentiles", () => {
    const { control, treatment, published, recomputed } = (vectors as Vectors).quantile;
    const of = ({ n: units, quantile_hat: value, lower: low, upper: high }: QuantileArm) => ({
      units,
      value,
      low,
      high,
    });
    const differences = differQuantiles(of(control), of(treatment));
    if ("reason" in differences || "reason" in differences.relative) throw new Error("not computable");
    for (const [difference, { expected, ci }] of [
      [differences.absolute, recomputed],
      [differences.absolute, published.absolute],
      [differences.relative, published.relative_flat],
    ] as const) {
      const interval = normalInterval(difference);
      near(interval.estimate, expected);
      near(interval.low, ci[0]);
      near(interval.high, ci[1]);
    }
  });

  it("theta of the adjustment by history", () => {
    const { pre = [], post = [], recomputed = 0 } = vectors?.cuped_theta ?? {};
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    const arm = paired({
      type: "cuped",
      n: pre.length,
      post_sum: sum(post),
      post_sum_squares: sum(post.map((value) => value ** 2)),
      pre_sum: sum(pre),
      pre_sum_squares: sum(pre.map((value) => value ** 2)),
      post_pre_sum_of_products: sum(pre.map((value, index) => value * (post[index] ?? 0))),
    });
    const adjusted = adjustByHistory(arm, arm);
    if ("reason" in adjusted) throw new Error(adjusted.reason);
    near(adjusted.theta, recomputed);
  });

  it.each(vectors?.srm.cases ?? [])("sample ratio $users by $weights", ({ users, weights, p }) => {
    near(checkSampleRatio(users, weights).p, p);
  });
});
