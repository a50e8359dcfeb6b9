import { describe, expect, it } from "vitest";
import { estimateMean, estimateRatio, estimateShare } from "./arm-estimate.ts";
import { differArms, welchInterval } from "./compare-arms.ts";
import { asRatio } from "./sums.ts";

function estimateOf<T extends object>(result: T): Extract<T, { estimate: unknown }>["estimate"] {
  if (!("estimate" in result)) throw new Error("not computable");
  return (result as Extract<T, { estimate: unknown }>).estimate;
}

function differ(control: Parameters<typeof differArms>[0], treated: Parameters<typeof differArms>[0]) {
  const differences = differArms(control, treated);
  if ("reason" in differences) throw new Error(differences.reason);
  return differences;
}

// The numbers below are those that GrowthBook's gbstats asserts in its own tests (MIT).
describe("comparing two arms", () => {
  it("gives the published relative difference of two means", () => {
    const control = estimateOf(estimateMean({ units: 3407, sum: 1396.87, sumOfSquares: 52377.9767 }));
    const treated = estimateOf(estimateMean({ units: 3461, sum: 2422.7, sumOfSquares: 134698.29 }));
    const { relative, degrees } = differ(control, treated);
    if ("reason" in relative) throw new Error(relative.reason);
    const interval = welchInterval(relative, degrees);
    expect(interval.estimate).toBeCloseTo(0.70732, 5);
    expect(interval.low).toBeCloseTo(-0.03526, 5);
    expect(interval.high).toBeCloseTo(1.44989, 5);
    expect(interval.p).toBeCloseTo(0.06191, 5);
  });

  it("gives the published relative difference of two shares", () => {
    const control = estimateOf(estimateShare({ units: 28, yes: 14 }));
    const treated = estimateOf(estimateShare({ units: 30, yes: 16 }));
    const { relative, degrees } = differ(control, treated);
    if ("reason" in relative) throw new Error(relative.reason);
    const interval = welchInterval(relative, degrees);
    expect(interval.estimate).toBeCloseTo(0.06667, 5);
    expect(interval.low).toBeCloseTo(-0.47767, 5);
    expect(interval.high).toBeCloseTo(0.61101, 5);
    expect(interval.p).toBeCloseTo(0.80707, 5);
  });

  it("gives the published relative difference of two ratios", () => {
    const control = estimateOf(
      estimateRatio({
        units: 100,
        numerator: 270,
        denominator: 510,
        numeratorSquares: 848.79,
        denominatorSquares: 810,
        product: -900,
      }),
    );
    const treated = estimateOf(
      estimateRatio({
        units: 120,
        numerator: 300,
        denominator: 500,
        numeratorSquares: 869,
        denominatorSquares: 800,
        product: -905,
      }),
    );
    const { relative, degrees } = differ(control, treated);
    if ("reason" in relative) throw new Error(relative.reason);
    expect(relative.estimate).toBeCloseTo(0.133333333, 9);
    expect(welchInterval(relative, degrees).p).toBeCloseTo(0.610663339, 9);
  });

  it("treats a mean as the ratio whose denominator is 1", () => {
    const sums = { units: 100, sum: 270, sumOfSquares: 848.79 };
    const [mean, ratio] = [estimateOf(estimateMean(sums)), estimateOf(estimateRatio(asRatio(sums)))];
    expect(ratio.value).toBeCloseTo(mean.value, 12);
    expect(ratio.variance).toBeCloseTo(mean.variance, 12);
  });
});

describe("what cannot be computed", () => {
  it("is a reason, never NaN", () => {
    const nothing = { units: 0, numerator: 0, denominator: 0, numeratorSquares: 0, denominatorSquares: 0, product: 0 };
    expect(estimateRatio(nothing)).toEqual({ reason: "no_units" });
    expect(estimateRatio({ ...nothing, units: 1 })).toEqual({ reason: "too_few_units" });
    expect(estimateRatio({ ...nothing, units: 5 })).toEqual({ reason: "nothing_to_divide_by" });
    expect(estimateShare({ units: 0, yes: 0 })).toEqual({ reason: "no_units" });
    const still = estimateOf(estimateMean({ units: 4, sum: 8, sumOfSquares: 16 }));
    expect(differArms(still, still)).toEqual({ reason: "no_variance" });
  });

  it("keeps the absolute difference where the control shows nothing at all", () => {
    const none = estimateOf(estimateShare({ units: 50, yes: 0 }));
    const some = estimateOf(estimateShare({ units: 50, yes: 5 }));
    const { absolute, relative } = differ(none, some);
    expect(absolute.estimate).toBeCloseTo(0.1, 12);
    expect(relative).toEqual({ reason: "control_is_zero" });
  });
});
