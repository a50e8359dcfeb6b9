import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateMean, estimateRatio, estimateShare } from "./arm-estimate.ts";
import { differArms, welchInterval, welchOneSided } from "./compare-arms.ts";
import { adjustByHistory, adjustShareByHistory } from "./cuped.ts";
import { checkSampleRatio } from "./sample-ratio.ts";
import { sequentialInterval, sequentialOneSided } from "./sequential.ts";
import {
  asPairedRatio,
  type CrossSums,
  type PairedRatioSums,
  type PairedShareSums,
  type RatioSums,
  type SizeSums,
} from "./sums.ts";

const SEED = 2013;
const RUNS = { seed: SEED, numRuns: 2_000 };

/** Any finite number, those that data have more often than those that only a mistake brings. */
const anyNumber = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const anyUnits = fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 10 ** 6 }), fc.integer({ min: -3, max: 2 ** 53 - 1 }));
const sizesArb: fc.Arbitrary<SizeSums> = fc.record({
  size: anyNumber,
  sizeSquares: anyNumber,
  sizeCubes: anyNumber,
  sizeFourths: anyNumber,
  numeratorSquares: anyNumber,
  denominatorSquares: anyNumber,
  product: anyNumber,
});
const ratioArb: fc.Arbitrary<RatioSums> = fc
  .record({
    units: anyUnits,
    numerator: anyNumber,
    denominator: anyNumber,
    numeratorSquares: anyNumber,
    denominatorSquares: anyNumber,
    product: anyNumber,
  })
  .chain((sums) =>
    fc.oneof(
      fc.constant(sums),
      sizesArb.map((bySize) => ({ ...sums, bySize })),
    ),
  );
const crossArb: fc.Arbitrary<CrossSums> = fc.record({
  numeratorNumerator: anyNumber,
  numeratorDenominator: anyNumber,
  denominatorNumerator: anyNumber,
  denominatorDenominator: anyNumber,
});
const pairedArb: fc.Arbitrary<PairedRatioSums> = fc
  .record({ main: ratioArb, before: ratioArb, cross: crossArb })
  .chain(({ main, before, cross }) => {
    const sums = { main, before: { ...before, units: main.units }, cross };
    return fc.oneof(
      fc.constant(sums),
      crossArb.map((crossBySize) => ({ ...sums, crossBySize })),
    );
  });
const pairedShareArb: fc.Arbitrary<PairedShareSums> = fc.record({
  units: anyUnits,
  yes: anyNumber,
  before: anyNumber,
  both: anyNumber,
});

function expectNoHoles(value: unknown): void {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Error(`a hole: ${value}`);
  } else if (typeof value === "object" && value !== null) Object.values(value).forEach(expectNoHoles);
}

function expectWhole(control: ReturnType<typeof estimateMean>, treated: ReturnType<typeof estimateMean>): void {
  expectNoHoles([control, treated]);
  if ("reason" in control || "reason" in treated) return;
  for (const around of ["unshifted", "shifted"] as const) {
    const differences = differArms(control.estimate, treated.estimate, around);
    expectNoHoles(differences);
    if ("reason" in differences) continue;
    const units = control.estimate.units + treated.estimate.units;
    for (const difference of [differences.absolute, differences.relative]) {
      if ("reason" in difference) continue;
      expectNoHoles(welchInterval(difference, differences.degrees));
      expectNoHoles(sequentialInterval(difference, units));
      for (const side of ["greater", "less"] as const) {
        expectNoHoles(welchOneSided(difference, differences.degrees, side));
        expectNoHoles(sequentialOneSided(difference, units, side));
      }
    }
  }
}

describe("any finite sums give numbers or a reason, never NaN", () => {
  it("of means", () => {
    const meanArb = fc.record({ units: anyUnits, sum: anyNumber, sumOfSquares: anyNumber });
    fc.assert(
      fc.property(meanArb, meanArb, (control, treated) => expectWhole(estimateMean(control), estimateMean(treated))),
      RUNS,
    );
  });

  it("of shares", () => {
    const shareArb = fc.record({ units: anyUnits, yes: fc.oneof(anyNumber, anyUnits) });
    fc.assert(
      fc.property(shareArb, shareArb, (control, treated) =>
        expectWhole(estimateShare(control), estimateShare(treated)),
      ),
      RUNS,
    );
  });

  it("of ratios", () => {
    fc.assert(
      fc.property(ratioArb, ratioArb, (control, treated) =>
        expectWhole(estimateRatio(control), estimateRatio(treated)),
      ),
      RUNS,
    );
  });

  it("of what is adjusted by history", () => {
    fc.assert(
      fc.property(
        pairedArb,
        pairedArb,
        pairedShareArb,
        pairedShareArb,
        (control, treated, controlShare, treatedShare) => {
          for (const source of ["everyone", "each_arm"] as const) {
            for (const arms of [
              adjustByHistory(control, treated, source),
              adjustShareByHistory(controlShare, treatedShare, source),
            ]) {
              expectNoHoles(arms);
              if ("theta" in arms) expectWhole({ estimate: arms.control }, { estimate: arms.treated });
            }
          }
        },
      ),
      RUNS,
    );
  });

  it("of the sample ratio", () => {
    const pairs = fc.array(fc.tuple(anyNumber, anyNumber), { maxLength: 6 });
    fc.assert(
      fc.property(pairs, (arms) =>
        expectNoHoles(
          checkSampleRatio(
            arms.map(([units]) => units),
            arms.map(([, weight]) => weight),
          ),
        ),
      ),
      RUNS,
    );
  });
});

describe("arms of units drawn one by one", () => {
  const unitArb = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }));
  const armArb = fc.array(unitArb, { minLength: 2, maxLength: 30 });
  const sumsOf = (values: readonly number[]) => ({
    units: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    sumOfSquares: values.reduce((sum, value) => sum + value ** 2, 0),
  });
  const pairedOf = (arm: readonly (readonly [number, number])[]) =>
    asPairedRatio({
      main: sumsOf(arm.map(([value]) => value)),
      before: sumsOf(arm.map(([, before]) => before)),
      product: arm.reduce((sum, [value, before]) => sum + value * before, 0),
    });

  it("have no variance where all units are alike, however their sums were rounded", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.integer({ min: 2, max: 400 }), (value, units) => {
        const estimated = estimateMean(sumsOf(new Array<number>(units).fill(value)));
        if ("reason" in estimated) throw new Error(estimated.reason);
        expect(estimated.estimate.variance).toBe(0);
      }),
      { seed: SEED },
    );
  });

  it("differ by as much the other way round", () => {
    fc.assert(
      fc.property(armArb, armArb, (one, other) => {
        const [a, b] = [one, other].map((arm) => estimateMean(sumsOf(arm.map(([value]) => value))));
        if (!a || !b || "reason" in a || "reason" in b) throw new Error("not computable");
        const [there, back] = [differArms(a.estimate, b.estimate), differArms(b.estimate, a.estimate)];
        if ("reason" in there || "reason" in back) return expect(there).toEqual(back);
        expect(there.absolute.estimate).toBeCloseTo(-back.absolute.estimate, 12);
        expect(there.degrees).toBeCloseTo(back.degrees, 8);
        const greater = welchOneSided(there.absolute, there.degrees, "greater");
        const less = welchOneSided(back.absolute, back.degrees, "less");
        expect(greater.p).toBeCloseTo(less.p, 10);
        const both = welchInterval(there.absolute, there.degrees).p;
        expect(2 * Math.min(greater.p, 1 - greater.p)).toBeCloseTo(both, 10);
      }),
      { seed: SEED },
    );
  });

  it("with a control below 0 have a relative difference of its sign", () => {
    const control = estimateMean(sumsOf([-4, -6]));
    const treated = estimateMean(sumsOf([-5, -7, -9]));
    if ("reason" in control || "reason" in treated) throw new Error("not computable");
    const differences = differArms(control.estimate, treated.estimate);
    if ("reason" in differences || "reason" in differences.relative) throw new Error("not computable");
    expect(differences.absolute.estimate).toBeCloseTo(-2, 12);
    expect(differences.relative.estimate).toBeCloseTo(0.4, 12);
    expect(differences.relative.standardError).toBeGreaterThan(0);
  });

  it("change nothing when adjusted by a history that tells nothing", () => {
    fc.assert(
      fc.property(armArb, armArb, (one, other) => {
        // Each value stands once with a history and once with its opposite, so that they do not go together.
        const flat = (arm: typeof one) =>
          arm.flatMap(([value, before]) => [[value, before] as const, [value, -before] as const]);
        const [control, treated] = [pairedOf(flat(one)), pairedOf(flat(other))];
        for (const source of ["everyone", "each_arm"] as const) {
          const adjusted = adjustByHistory(control, treated, source);
          if ("reason" in adjusted) return;
          const [c, t] = [estimateRatio(control.main), estimateRatio(treated.main)];
          if ("reason" in c || "reason" in t) throw new Error("not computable");
          expect(adjusted.theta).toBeCloseTo(0, 12);
          const [after, before] = [differArms(adjusted.control, adjusted.treated), differArms(c.estimate, t.estimate)];
          if ("reason" in after || "reason" in before) return expect(after).toEqual(before);
          expect(after.absolute.estimate).toBeCloseTo(before.absolute.estimate, 9);
          expect(after.absolute.standardError).toBeCloseTo(before.absolute.standardError, 9);
        }
      }),
      { seed: SEED },
    );
  });

  it("give the same theta as shares and as means, with variances of shares", () => {
    const bit = fc.constantFrom(0, 1);
    const yesNoArb = fc.array(fc.tuple(bit, bit), { minLength: 3, maxLength: 30 });
    const shareOf = (arm: readonly (readonly [number, number])[]): PairedShareSums => ({
      units: arm.length,
      yes: arm.filter(([now]) => now === 1).length,
      before: arm.filter(([, before]) => before === 1).length,
      both: arm.filter(([now, before]) => now === 1 && before === 1).length,
    });
    fc.assert(
      fc.property(yesNoArb, yesNoArb, (one, other) => {
        const shares = adjustShareByHistory(shareOf(one), shareOf(other));
        const means = adjustByHistory(pairedOf(one), pairedOf(other));
        // A mean of nothing but zeros has no ratio with its history.
        if ("reason" in shares || "reason" in means) return;
        expect(shares.theta).toBeCloseTo(means.theta, 10);
        for (const arm of ["control", "treated"] as const) {
          const { units } = shares[arm];
          expect(shares[arm].value).toBeCloseTo(means[arm].value, 12);
          expect(shares[arm].shift.value).toBeCloseTo(means[arm].shift.value, 10);
          expect(shares[arm].variance).toBeCloseTo((means[arm].variance * (units - 1)) / units, 10);
          expect(shares[arm].shift.covariance).toBeCloseTo((means[arm].shift.covariance * (units - 1)) / units, 10);
        }
      }),
      { seed: SEED },
    );
  });
});

// GrowthBook, gbstats: test_two_sided_ttest_test_runs_ratio_ra and test_sequential_test_runs_ratio_ra (MIT).
describe("a ratio adjusted by the ratio before", () => {
  const side = (units: number, numerator: number[], denominator: number[], product: number): RatioSums => ({
    units,
    numerator: numerator[0] as number,
    numeratorSquares: numerator[1] as number,
    denominator: denominator[0] as number,
    denominatorSquares: denominator[1] as number,
    product,
  });
  const control: PairedRatioSums = {
    main: side(100, [485.112236689623, 2715.484666118136], [679.9093275844917, 4939.424001640236], 3602.146836776702),
    before: side(100, [192.59138069991536, 460.076026390857], [290.1398399750233, 920.9461385038898], 634.239482353647),
    cross: {
      numeratorNumerator: 1113.6215759318352,
      numeratorDenominator: 1559.2878434944676,
      denominatorNumerator: 1460.3181079276983,
      denominatorDenominator: 2130.9404074446747,
    },
  };
  const treated: PairedRatioSums = {
    main: side(100, [514.7757826608777, 2994.897482705013], [705.4090874383759, 5291.36604146392], 3918.1561431600717),
    before: side(
      100,
      [206.94157227402536, 514.2903702246757],
      [302.54389139107326, 994.4506208125663],
      698.4173425817908,
    ),
    cross: {
      numeratorNumerator: 1237.0953021125997,
      numeratorDenominator: 1701.0287270040265,
      denominatorNumerator: 1604.0759503266522,
      denominatorDenominator: 2292.081739775257,
    },
  };

  it("gives the published relative difference, at one look and at every look", () => {
    const arms = adjustByHistory(control, treated, "each_arm");
    if ("reason" in arms) throw new Error(arms.reason);
    const differences = differArms(arms.control, arms.treated, "shifted");
    if ("reason" in differences || "reason" in differences.relative) throw new Error("not computable");
    const once = welchInterval(differences.relative, differences.degrees);
    expect(once.estimate).toBeCloseTo(-0.0007, 5);
    expect(differences.relative.standardError).toBeCloseTo(0.00391, 5);
    expect(once.p).toBeCloseTo(0.85771, 5);
    expect(once.low).toBeCloseTo(-0.00841, 5);
    expect(once.high).toBeCloseTo(0.007, 5);
    const always = sequentialInterval(differences.relative, 200);
    expect(always).toMatchObject({ p: 1, low: expect.closeTo(-0.02063, 5), high: expect.closeTo(0.01923, 5) });
  });
});
