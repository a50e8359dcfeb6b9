import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ArmEstimate } from "./arm-estimate.ts";
import { correctForMany } from "./benjamini-hochberg.ts";
import { chiSquaredTail, normalTwoSidedTail, studentTwoSidedQuantile, studentTwoSidedTail } from "./distributions.ts";
import { expectedVisits, expectedVisitsOf, visitsProbability } from "./expect-visits.ts";
import { fitBgNbd } from "./fit-bg-nbd.ts";
import { compareLogs } from "./log-scale.ts";
import { newcombeInterval, relativeShareInterval, wilsonInterval } from "./newcombe.ts";
import { planLift } from "./plan-lift.ts";
import { designError, powerOf, smallestDetectable, unitsToDetect } from "./power.ts";
import { differQuantiles } from "./quantile-difference.ts";
import { smallestRelativeEffect } from "./smallest-effect.ts";

const RUNS = { seed: 20_050, numRuns: 1_000 };

/** What data have, what only a mistake brings, and what is no number at all. */
const wild = fc.oneof(
  fc.integer({ min: -3, max: 50 }),
  fc.double({ min: 0, max: 1 }),
  fc.double(),
  fc.constantFrom(0, 1, 2, 1e9, 1e-300, 1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);

function expectNoHoles(value: unknown): void {
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`a hole: ${value}`);
  if (typeof value === "object" && value !== null) Object.values(value).forEach(expectNoHoles);
}

/** Whatever comes in, `of` answers numbers or a reason. */
function holds(count: number, of: (numbers: readonly number[]) => unknown): void {
  fc.assert(
    fc.property(fc.array(wild, { minLength: count, maxLength: count }), (numbers) => expectNoHoles(of(numbers))),
    RUNS,
  );
}

describe("any input at all gives numbers or a reason, never NaN", () => {
  it("of quantiles", () => {
    holds(8, ([a, b, c, d, e, f, g, h]) =>
      differQuantiles(
        { units: a as number, value: b as number, low: c as number, high: d as number },
        { units: e as number, value: f as number, low: g as number, high: h as number },
      ),
    );
  });

  it("of shares' intervals", () => {
    holds(2, ([units, yes]) => wilsonInterval({ units: units as number, yes: yes as number }));
    holds(5, ([a, b, c, d, weight]) => {
      const control = { units: a as number, yes: b as number };
      const phase = { control, treated: { units: c as number, yes: d as number }, weight: weight as number };
      return [newcombeInterval([phase]), relativeShareInterval([phase]), relativeShareInterval([phase, phase])];
    });
  });

  it("of designs", () => {
    holds(7, ([units, heldOut, mean, variance, treatedVariance, correlation, effect]) => {
      const design = {
        units: units as number,
        heldOut: heldOut as number,
        mean: mean as number,
        variance: variance as number,
        treatedVariance: treatedVariance as number,
        correlation: correlation as number,
      };
      return [
        designError(design),
        powerOf(design, effect as number),
        smallestDetectable(design),
        unitsToDetect(design, effect as number),
      ];
    });
    holds(3, ([units, share, variation]) => [
      planLift(units as number, share as number, variation as number),
      smallestRelativeEffect(units as number, share as number, variation as number),
    ]);
  });

  it("of logarithms", () => {
    const arm = (numbers: readonly number[]): ArmEstimate => {
      const [units, value, variance, spread, unevenSpread] = numbers as [number, number, number, number, number];
      return { units, value, variance, spread, unevenSpread, shift: { value: 0, variance: 0, covariance: 0 } };
    };
    holds(10, (numbers) => compareLogs(arm(numbers.slice(0, 5)), arm(numbers.slice(5))));
  });

  it("of members who come and leave", () => {
    holds(8, ([r, alpha, a, b, repeats, recency, age, time]) => {
      const model = { r: r as number, alpha: alpha as number, a: a as number, b: b as number };
      const history = { repeats: repeats as number, recency: recency as number, age: age as number };
      return [
        expectedVisits(model, time as number),
        expectedVisitsOf(model, history, time as number),
        visitsProbability(model, repeats as number, time as number),
      ];
    });
    const histories = fc.array(fc.record({ repeats: wild, recency: wild, age: wild, members: wild }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(histories, (rows) => expectNoHoles(fitBgNbd(rows))),
      { ...RUNS, numRuns: 200 },
    );
  });

  it("of several p, those that are none left out as if they were not there", () => {
    fc.assert(
      fc.property(fc.array(fc.option(wild)), (ps) => {
        const corrected = correctForMany(ps);
        expectNoHoles(corrected);
        const isKnown = (p: number | null) => p !== null && p >= 0 && p <= 1;
        expect(corrected.map((p) => p !== null)).toEqual(ps.map(isKnown));
        expect(corrected.filter((p) => p !== null)).toEqual(correctForMany(ps.filter(isKnown)));
      }),
      RUNS,
    );
  });
});

describe("tails and quantiles", () => {
  it("undo each other over all degrees that arms can have", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -690, max: Math.log(0.999), noNaN: true }),
        fc.double({ min: 0, max: Math.log(1e12), noNaN: true }),
        (logAlpha, logDegrees) => {
          const [alpha, degrees] = [Math.exp(logAlpha), Math.exp(logDegrees)];
          const quantile = studentTwoSidedQuantile(alpha, degrees);
          expect(Number.isFinite(quantile)).toBe(true);
          expect(studentTwoSidedTail(quantile, degrees) / alpha).toBeCloseTo(1, 8);
        },
      ),
      RUNS,
    );
  });

  it("are probabilities, and fall as one goes out", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -300, max: 200, noNaN: true }),
        fc.double({ min: -2, max: 12, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (power, logDegrees, groups) => {
          const [x, degrees] = [10 ** power, 10 ** logDegrees];
          for (const tail of [
            (at: number) => studentTwoSidedTail(at, degrees),
            (at: number) => chiSquaredTail(at, groups),
            normalTwoSidedTail,
          ]) {
            const [near, far] = [tail(x), tail(1.5 * x)];
            expect(near).toBeLessThanOrEqual(1);
            expect(far).toBeGreaterThanOrEqual(0);
            expect(far).toBeLessThanOrEqual(near * (1 + 1e-12));
          }
        },
      ),
      RUNS,
    );
  });
});
