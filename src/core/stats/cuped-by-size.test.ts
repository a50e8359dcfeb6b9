import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjustedVariance, estimateRatio } from "./arm-estimate.ts";
import { adjustByHistory, type CupedArms } from "./cuped.ts";
import { type CrossSums, invertPairedRatio, type PairedRatioSums, type RatioSums } from "./sums.ts";

/** What is counted of a company, its days, and both before. */
type Unit = readonly [y: number, d: number, x: number, w: number];

const total = (units: readonly Unit[], of: (unit: Unit) => number) => units.reduce((sum, unit) => sum + of(unit), 0);

function sumsOf(units: readonly Unit[]): PairedRatioSums {
  const weighed = (at: 0 | 2, weight: (unit: Unit) => number) => ({
    numeratorSquares: total(units, (unit) => unit[at] ** 2 * weight(unit)),
    denominatorSquares: total(units, (unit) => (unit[at + 1] as number) * (unit[at + 1] as number) * weight(unit)),
    product: total(units, (unit) => unit[at] * (unit[at + 1] as number) * weight(unit)),
  });
  const powers = {
    size: total(units, ([, d]) => d),
    sizeSquares: total(units, ([, d]) => d ** 2),
    sizeCubes: total(units, ([, d]) => d ** 3),
    sizeFourths: total(units, ([, d]) => d ** 4),
  };
  const ratio = (at: 0 | 2): RatioSums => ({
    units: units.length,
    numerator: total(units, (unit) => unit[at]),
    denominator: total(units, (unit) => unit[at + 1] as number),
    ...weighed(at, () => 1),
    bySize: { ...powers, ...weighed(at, ([, d]) => d) },
  });
  const cross = (weight: (unit: Unit) => number): CrossSums => ({
    numeratorNumerator: total(units, (unit) => unit[0] * unit[2] * weight(unit)),
    numeratorDenominator: total(units, (unit) => unit[0] * unit[3] * weight(unit)),
    denominatorNumerator: total(units, (unit) => unit[1] * unit[2] * weight(unit)),
    denominatorDenominator: total(units, (unit) => unit[1] * unit[3] * weight(unit)),
  });
  return { main: ratio(0), before: ratio(2), cross: cross(() => 1), crossBySize: cross(([, d]) => d) };
}

/** Without what sizes tell. */
function unsized({ main, before, cross }: PairedRatioSums): PairedRatioSums {
  const [{ bySize: _, ...now }, { bySize: __, ...then }] = [main, before];
  return { main: now, before: then, cross };
}

function adjust(control: PairedRatioSums, treated: PairedRatioSums): CupedArms {
  const arms = adjustByHistory(control, treated);
  if ("reason" in arms) throw new Error(arms.reason);
  return arms;
}

const SIZES = [1, 1, 1, 2, 2, 3, 5, 8, 13, 40];
const power = (exponent: number) => SIZES.reduce((sum, size) => sum + size ** exponent, 0);

/**
 * Four companies of each size: as much above two to one as below, both times with as much more history as less, so that theta
 * takes off all of the history's part, in which colleagues are alike, and what is left is `off`.
 */
function around(off: (size: number) => number, sizes = SIZES): Unit[] {
  return sizes.flatMap((d) =>
    [1, -1].flatMap((history) =>
      [1, -1].map((own): Unit => [2 * d + 1.5 * history * d + own * off(d), d, 3 * d + history * d, 4 * d]),
    ),
  );
}

describe("what history leaves of units of unlike size", () => {
  it("has the degrees of its own: many where what colleagues have in common is taken off", () => {
    const units = around((d) => Math.sqrt(d));
    const { control } = adjust(sumsOf(units), sumsOf(units));
    const effective = (4 * power(1) ** 2) / power(2);
    expect(adjustedVariance(control) ** 2 / control.spread).toBeCloseTo(effective - 1, 8);
    const plain = estimateRatio(sumsOf(units).main);
    if ("reason" in plain) throw new Error(plain.reason);
    expect(plain.estimate.variance ** 2 / plain.estimate.spread).toBeLessThan(effective / 2);
  });

  it("has the degrees of units that are alike where that is what is left", () => {
    const units = around((d) => d);
    const { control } = adjust(sumsOf(units), sumsOf(units));
    expect(adjustedVariance(control) ** 2 / control.spread).toBeCloseTo((4 * power(2) ** 2) / power(4) - 1, 8);
  });

  it("has the variance that its residuals' leverages leave", () => {
    // Of σ² = d around the truth, residuals' squares add up to `shown` of Σσ².
    const units = around((d) => Math.sqrt(d));
    const size = 4 * power(1);
    const shown = SIZES.reduce((sum, d) => sum + 4 * (d * (1 - (2 * d) / size) + (d / size) ** 2 * size), 0);
    const { control } = adjust(sumsOf(units), sumsOf(units));
    expect(adjustedVariance(control)).toBeCloseTo((size * (size / shown)) / size ** 2, 12);
  });

  it("is as without sizes where all are the same", () => {
    const one = sumsOf(around((d) => Math.sqrt(d), [4, 4, 4]));
    const other = sumsOf(around((d) => 0.5 * d, [4, 4, 4, 4, 4]));
    const [sized, plain] = [adjust(one, other), adjust(unsized(one), unsized(other))];
    expect(sized.theta).toBeCloseTo(plain.theta, 12);
    for (const arm of ["control", "treated"] as const) {
      expect(sized[arm].variance).toBeCloseTo(plain[arm].variance, 12);
      expect(sized[arm].shift.value).toBeCloseTo(plain[arm].shift.value, 12);
      expect(sized[arm].shift.variance).toBeCloseTo(plain[arm].shift.variance, 12);
      expect(sized[arm].shift.covariance).toBeCloseTo(plain[arm].shift.covariance, 12);
      expect(sized[arm].spread).toBeCloseTo(plain[arm].spread, 12);
    }
  });
});

describe("sums of companies", () => {
  const unitArb = fc
    .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 56 }))
    .chain(([members, days]) =>
      fc.tuple(
        fc.integer({ min: 0, max: 3 * members }),
        fc.constant(members * days),
        fc.integer({ min: 0, max: 3 * members }),
        fc.integer({ min: 1, max: 28 * members }),
      ),
    );
  const armArb = fc.array(unitArb, { minLength: 4, maxLength: 40 });
  const RUNS = { seed: 2_002, numRuns: 1_000 };

  it("tell of an adjusted arm what one finds company by company", () => {
    fc.assert(
      fc.property(armArb, armArb, (one, other) => {
        const arms = adjustByHistory(sumsOf(one), sumsOf(other));
        if ("reason" in arms) return;
        const found = lookAtEach(one, arms.theta);
        expectClose(arms.control.variance, found.value.variance);
        expectClose(arms.control.shift.variance, found.history.variance);
        expectClose(adjustedVariance(arms.control), found.left.variance);
        expectClose(adjustedVariance(arms.control) ** 2 / arms.control.spread, Math.max(1, found.left.effective - 1));
      }),
      RUNS,
    );
  });

  it("tell the same effect, as surely, with the unit of size and with another", () => {
    fc.assert(
      fc.property(armArb, armArb, fc.constantFrom(0.1, 7, 1_000), (one, other, scale) => {
        const scaled = (arm: readonly Unit[]) => sumsOf(arm.map(([y, d, x, w]) => [y, d * scale, x, w * scale]));
        const [plain, again] = [
          adjustByHistory(sumsOf(one), sumsOf(other)),
          adjustByHistory(scaled(one), scaled(other)),
        ];
        if ("reason" in plain || "reason" in again) return expect(again).toEqual(plain);
        expectClose(again.control.value * scale, plain.control.value);
        expectClose(adjustedVariance(again.treated) * scale ** 2, adjustedVariance(plain.treated));
        expectClose(again.treated.spread * scale ** 4, plain.treated.spread);
      }),
      RUNS,
    );
  });

  it("tell as many degrees with the ratio turned over, where history has no part", () => {
    fc.assert(
      fc.property(armArb, (arm) => {
        // Each company once with a history and once with its opposite.
        const both = sumsOf(
          arm.flatMap(([y, d, x, w]): Unit[] => [
            [y, d, x, w],
            [y, d, 6 * w - x, w],
          ]),
        );
        const [plain, turned] = [
          adjustByHistory(both, both),
          adjustByHistory(invertPairedRatio(both), invertPairedRatio(both)),
        ];
        if ("reason" in plain || "reason" in turned) return;
        const degrees = ({ control }: CupedArms) => adjustedVariance(control) ** 2 / control.spread;
        expectClose(degrees(turned), degrees(plain));
      }),
      RUNS,
    );
  });
});

function expectClose(found: number, expected: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-6 * Math.abs(expected) + 1e-12);
}

/** The same as docs/lift.md has it, of the companies themselves. */
function lookAtEach(units: readonly Unit[], theta: number) {
  const [y, d, x, w] = ([0, 1, 2, 3] as const).map((at) => total(units, (unit) => unit[at])) as [
    number,
    number,
    number,
    number,
  ];
  const n = units.length;
  const linear = units.map((unit) => ({
    size: unit[1],
    value: ((unit[0] - (y / d) * unit[1]) * n) / d,
    history: (theta * (unit[2] - (x / w) * unit[3]) * n) / w,
  }));
  const weigh = (of: (unit: (typeof linear)[number]) => number) => {
    const sum = (one: (square: number, size: number) => number) =>
      linear.reduce((sofar, unit) => sofar + one(of(unit) ** 2, unit.size), 0);
    const squares = sum((square) => square);
    const leverage = sum((square, size) => (square * size) / d) / squares;
    const left = n * (1 - 2 * leverage + sum((_, size) => (size / d) ** 2));
    // e² = a·size + b·size² by both equations, for members and for what they have in common.
    const [s1, s2, s3] = [1, 2, 3].map((p) => sum((_, size) => size ** p)) as [number, number, number];
    const sized = sum((square, size) => square * size);
    const solved = (s1 * sized - s2 * squares) / (s1 * s3 - s2 ** 2);
    const b = s1 * s3 - s2 ** 2 > 1e-9 * s1 * s3 && solved > 0 ? solved : 0;
    const a = Math.max(0, (squares - b * s2) / s1);
    const variances = linear.map(({ size }) => a * size + b * size ** 2);
    const effective = variances.reduce((s, v) => s + v, 0) ** 2 / variances.reduce((s, v) => s + v * v, 0);
    return { variance: squares / left / n, effective };
  };
  return {
    value: weigh((unit) => unit.value),
    history: weigh((unit) => unit.history),
    left: weigh((unit) => unit.value - unit.history),
  };
}
