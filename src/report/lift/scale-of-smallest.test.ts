import { describe, expect, it } from "vitest";
import { normalQuantile } from "../../core/stats/distributions.ts";
import type { RatioSums } from "../../core/stats/sums.ts";
import { compareSums } from "../table/compare-sums.ts";
import { compareTimes } from "../table/compare-times.ts";
import { liftReturnTime } from "./lift-return-time.ts";
import { liftOutcome, type OutcomeContext } from "./outcome-lift.ts";
import type { ReturnPhaseArm } from "./return-times.ts";

const CONTEXT: OutcomeContext = {
  interval: "classic",
  sampleRatioOk: true,
  unit: "member",
  dateOfUnits: () => null,
};
/** An effect is found four times of five when it lies so many half widths of its interval away. */
const HALF_WIDTHS = (normalQuantile(0.975) + normalQuantile(0.8)) / normalQuantile(0.975);

type Interval = { readonly low: number; readonly high: number } | null | undefined;
const half = (interval: Interval) => ((interval?.high ?? Number.NaN) - (interval?.low ?? Number.NaN)) / 2;
const logHalf = (interval: Interval) =>
  (Math.log1p(interval?.high ?? Number.NaN) - Math.log1p(interval?.low ?? Number.NaN)) / 2;

/** Half of them come four times in 28 days, as often in both arms. */
function sumsOf(units: number) {
  const main: RatioSums = {
    units,
    numerator: 2 * units,
    denominator: units * 28,
    numeratorSquares: 8 * units,
    denominatorSquares: units * 28 ** 2,
    product: 2 * units * 28,
  };
  const before = { units, numerator: 0, denominator: 0, numeratorSquares: 0, denominatorSquares: 0, product: 0 };
  const cross = { numeratorNumerator: 0, numeratorDenominator: 0, denominatorNumerator: 0, denominatorDenominator: 0 };
  return { main, before, cross };
}

/** Each hour of four weeks as many are back. */
function returnsOf(members: number): ReturnPhaseArm {
  const each = members / 700;
  const times = Array.from({ length: 672 }, (_, hour) => ({ hour, returned: each, censored: 0 }));
  return {
    units: members,
    members,
    times: [...times, { hour: 672, returned: 0, censored: 28 * each }],
    watched: [{ days: 28, members }],
  };
}

describe("the smallest effect, where there is none", () => {
  it("is on logarithms where the interval is: a report's ratios", () => {
    const [treated, heldOut] = [sumsOf(90_000), sumsOf(10_000)].map((sums) => ({ members: sums.main.units, sums }));
    if (!treated || !heldOut) throw new Error("no arms");
    for (const outcome of ["visits", "revisit_interval", "visibility"] as const) {
      const { relative, smallestEffect } = liftOutcome(outcome, [{ treated, held_out: heldOut }], CONTEXT);
      expect(Math.log1p(smallestEffect.relative ?? 0) / logHalf(relative)).toBeCloseTo(HALF_WIDTHS, 3);
    }
  });

  it("is on logarithms where the interval is: time to return", () => {
    const { lift } = liftReturnTime([{ treated: returnsOf(6_300), held_out: returnsOf(700) }], CONTEXT);
    expect(lift.relative?.estimate).toBeCloseTo(0, 9);
    expect(Math.log1p(lift.smallestEffect.relative ?? 0) / logHalf(lift.relative)).toBeCloseTo(HALF_WIDTHS, 4);
    // Units split alike: the error falls with their root.
    const needed = lift.smallestEffect.unitsNeeded ?? 0;
    const share = Math.log1p(lift.smallestEffect.relative ?? 0) / Math.log1p(0.1);
    expect(Math.sqrt(needed / 7_000)).toBeCloseTo(share, 3);
  });

  const groups = ["control", "treated"].map((arm) => ({ arm, sums: sumsOf(100_000) }));
  const KINDS = ["mean", "ratio"] as const;

  it("is on logarithms where the interval is: any experiment whose numbers are not negative", () => {
    for (const kind of KINDS) {
      const [, arm] = compareSums(groups, { kind, origin: 0, hasHistory: false, hasNegative: false });
      expect((arm?.smallestEffect?.absolute ?? 0) / half(arm?.absolute)).toBeCloseTo(HALF_WIDTHS, 3);
      expect(Math.log1p(arm?.smallestEffect?.relative ?? 0) / logHalf(arm?.relative)).toBeCloseTo(HALF_WIDTHS, 3);
    }
  });

  it("is on the values themselves where the interval is: any experiment whose numbers may be negative", () => {
    for (const kind of KINDS) {
      const [, arm] = compareSums(groups, { kind, origin: 0, hasHistory: false, hasNegative: true });
      expect((arm?.smallestEffect?.absolute ?? 0) / half(arm?.absolute)).toBeCloseTo(HALF_WIDTHS, 3);
      expect((arm?.smallestEffect?.relative ?? 0) / half(arm?.relative)).toBeCloseTo(HALF_WIDTHS, 3);
    }
    const [, moved] = compareSums(groups, { kind: "mean", origin: -5, hasHistory: false, hasNegative: true });
    expect(moved?.relative).toBeNull();
    expect(moved?.smallestEffect).toMatchObject({ absolute: expect.any(Number), relative: null });
  });

  it("is on the values themselves where the interval is: times of any experiment", () => {
    const counts = Array.from({ length: 50 }, (_, time) => ({ time: time + 1, events: 10, censored: 10 }));
    const [, arm] = compareTimes(["control", "treated"].map((name) => ({ arm: name, units: 1_000, counts }))).arms;
    expect((arm?.smallestEffect?.absolute ?? 0) / half(arm?.absolute)).toBeCloseTo(HALF_WIDTHS, 6);
    expect((arm?.smallestEffect?.relative ?? 0) / half(arm?.relative)).toBeCloseTo(HALF_WIDTHS, 6);
  });
});
