import { describe, expect, it } from "vitest";
import type { ArmEstimate } from "./arm-estimate.ts";
import { estimateMean, NO_SHIFT } from "./arm-estimate.ts";
import { differArms } from "./compare-arms.ts";
import { adjustByHistory } from "./cuped.ts";
import { phaseWeights, poolPhases } from "./pool-phases.ts";
import { asRatio, type PairedRatioSums } from "./sums.ts";

function arm(units: number, value: number, unitVariance = 1): ArmEstimate {
  const variance = unitVariance / units;
  const spread = variance ** 2 / (units - 1);
  return { units, value, variance, shift: NO_SHIFT, spread, unevenSpread: spread };
}

describe("pooling phases", () => {
  it("leaves a single phase as it is", () => {
    const phase = { control: arm(10, 1), treated: arm(90, 2) };
    expect(poolPhases([phase])).toBe(phase);
  });

  it("does not take a change of share for an effect", () => {
    // No effect in either phase; but most of the held out stand in the phase in which everybody came less often.
    const before = { control: arm(100, 4), treated: arm(900, 4) };
    const after = { control: arm(500, 1), treated: arm(500, 1) };
    const { control, treated } = poolPhases([before, after]);
    expect(treated.value - control.value).toBeCloseTo(0, 12);
  });

  it("weighs by sizes alone and adds up the variances", () => {
    const phases = [
      { control: arm(100, 1), treated: arm(300, 2) },
      { control: arm(200, 1), treated: arm(200, 4) },
    ];
    const [first = 0, second = 0] = phaseWeights(phases);
    expect(first).toBeCloseTo(75 / 175, 12);
    const pooled = poolPhases(phases);
    expect(pooled.treated.value).toBeCloseTo(first * 2 + second * 4, 12);
    expect(pooled.treated.variance).toBeCloseTo(first ** 2 / 300 + second ** 2 / 200, 12);
    const differences = differArms(pooled.control, pooled.treated);
    expect("degrees" in differences && differences.degrees).toBeGreaterThan(200);
  });
});

describe("adjusting by history", () => {
  function paired(units: number, post: [number, number], pre: [number, number], product: number): PairedRatioSums {
    return {
      main: asRatio({ units, sum: post[0], sumOfSquares: post[1] }),
      before: asRatio({ units, sum: pre[0], sumOfSquares: pre[1] }),
      cross: {
        numeratorNumerator: product,
        numeratorDenominator: post[0],
        denominatorNumerator: pre[0],
        denominatorDenominator: units,
      },
    };
  }

  it("gives the published relative difference", () => {
    // GrowthBook, gbstats: TestAnalyzeMetricDfRegressionAdjustment.test_analyze_metric_df_ra (MIT).
    const arms = adjustByHistory(paired(3001, [300, 600], [210, 415], -20), paired(3000, [222, 555], [120, 405], -10));
    if ("reason" in arms) throw new Error(arms.reason);
    expect(arms.theta).toBeCloseTo(-0.07321194034813545, 12);
    const differences = differArms(arms.control, arms.treated);
    if ("reason" in differences || "reason" in differences.relative) throw new Error("not computable");
    expect(differences.relative.estimate).toBeCloseTo(-0.281707154, 9);
    expect(differences.relative.standardError).toBeCloseTo(0.09710487644510962, 12);
  });

  it("takes off a difference that was there before, and most of the variance with it", () => {
    // Each member does after exactly what they did before; the treated happened to come more often.
    const low = paired(4, [8, 20], [8, 20], 20);
    const high = paired(4, [16, 68], [16, 68], 68);
    const arms = adjustByHistory(low, high);
    if ("reason" in arms) throw new Error(arms.reason);
    expect(arms.theta).toBeCloseTo(1, 12);
    expect(arms.treated.value - arms.treated.shift.value).toBeCloseTo(
      arms.control.value - arms.control.shift.value,
      12,
    );
    expect(arms.varianceReduction).toBeCloseTo(1, 12);
  });

  it("says when there is no history to adjust by", () => {
    const none = paired(4, [8, 20], [0, 0], 0);
    expect(adjustByHistory(none, none)).toEqual({ reason: "no_history" });
    expect(estimateMean({ units: 4, sum: 8, sumOfSquares: 20 })).toHaveProperty("estimate");
  });
});
