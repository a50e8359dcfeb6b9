import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Design, designError, powerOf, smallestDetectable, unitsToDetect } from "./power.ts";
import { smallestRelativeEffect } from "./smallest-effect.ts";

const SEED = 1969;
const designArb: fc.Arbitrary<Design> = fc.record({
  units: fc.integer({ min: 20, max: 10 ** 7 }),
  heldOut: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
  mean: fc.double({ min: 0.01, max: 100, noNaN: true }),
  variance: fc.double({ min: 0.01, max: 1_000, noNaN: true }),
  correlation: fc.double({ min: -0.95, max: 0.95, noNaN: true }),
});

function known<T extends object>(result: T): Exclude<T, { readonly reason: unknown }> {
  if ("reason" in result) throw new Error(String(result.reason));
  return result as Exclude<T, { readonly reason: unknown }>;
}

describe("power", () => {
  it("is that of the tables: 16 variances over the square of the difference in each arm give 80%", () => {
    const design = { units: 2 * 15.6978, heldOut: 0.5, mean: 1, variance: 1 };
    expect(known(powerOf(design, 1)).power).toBeCloseTo(0.8, 4);
    expect(known(unitsToDetect(design, 1))).toEqual({ units: 32, heldOut: 16 });
    expect(known(powerOf(design, 0)).power).toBeCloseTo(0.05, 12);
    expect(known(powerOf(design, 0, { alpha: 0.05, sides: 1 })).power).toBeCloseTo(0.05, 12);
  });

  it("is reached at the smallest effect, and not below it", () => {
    fc.assert(
      fc.property(designArb, (design) => {
        const { absolute, relative } = known(smallestDetectable(design));
        expect(known(powerOf(design, absolute)).power).toBeCloseTo(0.8, 4);
        expect(known(powerOf(design, 0.9 * absolute)).power).toBeLessThan(0.8);
        expect(relative).toBeCloseTo(absolute / design.mean, 9);
      }),
      { seed: SEED },
    );
  });

  it("needs as many units as show their smallest effect", () => {
    fc.assert(
      fc.property(designArb, (design) => {
        const { absolute } = known(smallestDetectable(design));
        const needed = known(unitsToDetect(design, absolute)).units;
        const least = 2 / Math.min(design.heldOut, 1 - design.heldOut);
        expect(needed).toBeGreaterThanOrEqual(design.units - 1);
        expect(needed).toBeLessThanOrEqual(Math.max(least, design.units) + 1);
      }),
      { seed: SEED },
    );
  });

  it("saves the share of the variance that the history explains: 0.6 saves 36% of the units", () => {
    const design = { heldOut: 0.1, mean: 0.52, variance: 0.83 ** 2 };
    const [plain, adjusted] = [undefined, 0.6].map(
      (correlation) => known(unitsToDetect({ ...design, ...(correlation && { correlation }) }, 0.052)).units,
    );
    expect((adjusted ?? 0) / (plain ?? 1)).toBeCloseTo(0.64, 4);
  });

  it("keeps its digits with a history that tells nearly all", () => {
    const design = { units: 1_000, heldOut: 0.1, mean: 1, variance: 1 };
    const plain = known(designError(design)).standardError;
    for (let halvings = 1; halvings <= 52; halvings++) {
      const rest = 2 ** -halvings;
      const { standardError } = known(designError({ ...design, correlation: 1 - rest }));
      expect((standardError / plain) ** 2 / (rest * (2 - rest))).toBeCloseTo(1, 12);
    }
  });

  it("agrees with what rules check says", () => {
    const relative = known(smallestDetectable({ units: 800, heldOut: 0.1, mean: 0.52, variance: 0.83 ** 2 })).relative;
    expect(relative).toBeCloseTo(Math.log1p(smallestRelativeEffect(800, 0.1, 0.83 / 0.52) ?? 0), 12);
  });

  it("says why it cannot", () => {
    const design = { units: 100, heldOut: 0.5, mean: 1, variance: 1 };
    expect(designError({ ...design, units: 0 })).toEqual({ reason: "no_units" });
    expect(designError({ ...design, heldOut: 0 })).toEqual({ reason: "too_few_units" });
    expect(designError({ ...design, heldOut: 2 })).toEqual({ reason: "out_of_range" });
    expect(designError({ ...design, variance: -1 })).toEqual({ reason: "out_of_range" });
    expect(powerOf({ ...design, correlation: 1 }, 1)).toEqual({ reason: "no_variance" });
    expect(smallestDetectable({ ...design, mean: 0 })).toMatchObject({ relative: { reason: "control_is_zero" } });
    expect(unitsToDetect(design, 0)).toEqual({ reason: "out_of_range" });
    expect(unitsToDetect({ ...design, heldOut: 1 }, 1)).toEqual({ reason: "too_few_units" });
  });

  it("is a number or a reason, whatever it is asked", () => {
    const any = fc.double({ noNaN: true, noDefaultInfinity: true });
    const anyDesign = fc.record({ units: any, heldOut: any, mean: any, variance: any, correlation: any });
    fc.assert(
      fc.property(anyDesign, any, (design, effect) => {
        for (const result of [
          designError(design),
          powerOf(design, effect),
          smallestDetectable(design),
          unitsToDetect(design, effect),
        ]) {
          for (const value of Object.values(result))
            if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
        }
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });
});
