import { describe, expect, it } from "vitest";
import { estimateRatio } from "./arm-estimate.ts";
import { weighUnits } from "./residuals.ts";
import { invertRatio, type RatioSums } from "./sums.ts";

interface Unit {
  readonly y: number;
  readonly d: number;
}

function sumsOf(units: readonly Unit[]): RatioSums {
  const sum = (of: (unit: Unit) => number) => units.reduce((total, unit) => total + of(unit), 0);
  return {
    units: units.length,
    numerator: sum(({ y }) => y),
    denominator: sum(({ d }) => d),
    numeratorSquares: sum(({ y }) => y * y),
    denominatorSquares: sum(({ d }) => d * d),
    product: sum(({ y, d }) => y * d),
    bySize: {
      size: sum(({ d }) => d),
      sizeSquares: sum(({ d }) => d ** 2),
      sizeCubes: sum(({ d }) => d ** 3),
      sizeFourths: sum(({ d }) => d ** 4),
      numeratorSquares: sum(({ y, d }) => y * y * d),
      denominatorSquares: sum(({ d }) => d ** 3),
      product: sum(({ y, d }) => y * d * d),
    },
  };
}

const SIZES = [1, 1, 1, 2, 2, 3, 5, 8, 13, 40];
/** Two of each size, as far above two to one as below: the residual's square is that of `off`. */
const around = (off: (size: number) => number, sizes = SIZES): Unit[] =>
  sizes.flatMap((d) => [
    { y: 2 * d + off(d), d },
    { y: 2 * d - off(d), d },
  ]);
const power = (exponent: number) => 2 * SIZES.reduce((total, size) => total + size ** exponent, 0);

describe("units of unlike size", () => {
  it("count as they do without sizes where all are the same", () => {
    const sums = sumsOf(around((d) => Math.sqrt(d), [4, 4, 4, 4, 4]));
    const { bySize: _, ...plain } = sums;
    const [weighed, usual] = [estimateRatio(sums), estimateRatio(plain)];
    expect(weighUnits(sums).degrees).toBeCloseTo(9, 12);
    expect(weighUnits(sums).effective).toBeCloseTo(10, 10);
    if ("reason" in weighed || "reason" in usual) throw new Error("not estimated");
    expect(weighed.estimate.variance).toBeCloseTo(usual.estimate.variance, 12);
    expect(weighed.estimate.unevenSpread).toBeCloseTo(usual.estimate.unevenSpread, 12);
  });

  it("are as many as (Σs)² / Σs² where colleagues are independent, and (Σs²)² / Σs⁴ where they are alike", () => {
    expect(weighUnits(sumsOf(around((d) => Math.sqrt(d)))).effective).toBeCloseTo(power(1) ** 2 / power(2), 9);
    expect(weighUnits(sumsOf(around((d) => d))).effective).toBeCloseTo(power(2) ** 2 / power(4), 9);
    const both = weighUnits(sumsOf(around((d) => Math.sqrt(d + d * d)))).effective;
    expect(both).toBeCloseTo((power(1) + power(2)) ** 2 / (power(2) + 2 * power(3) + power(4)), 9);
  });

  it("leave of their residuals' squares what their leverage does", () => {
    // Exactly: the ratio's own error is that of all residuals, so E ê² = σ²(1 − 2h) + h² Σσ².
    const variances = around((d) => d).map(({ d }) => d ** 2);
    const total = variances.reduce((sum, one) => sum + one, 0);
    const size = power(1);
    const expected = around((d) => d).reduce(
      (sum, { d }, at) => sum + (variances[at] as number) * (1 - (2 * d) / size) + (d / size) ** 2 * total,
      0,
    );
    expect(weighUnits(sumsOf(around((d) => d))).degrees / (2 * SIZES.length)).toBeCloseTo(expected / total, 12);
  });

  it("are the same with the ratio turned over", () => {
    const sums = sumsOf(around((d) => Math.sqrt(d + d * d)));
    const [plain, inverted] = [weighUnits(sums), weighUnits(invertRatio(sums))];
    expect(inverted.degrees).toBeCloseTo(plain.degrees, 9);
    expect(inverted.effective).toBeCloseTo(plain.effective, 9);
  });

  it("never count as none, or more than there are", () => {
    const lone = weighUnits(
      sumsOf([
        { y: 900, d: 1_000 },
        { y: 3, d: 1 },
        { y: 1, d: 1 },
      ]),
    );
    expect(lone.effective).toBeGreaterThanOrEqual(1);
    expect(lone.effective).toBeLessThanOrEqual(3);
    expect(lone.degrees).toBeGreaterThan(0);
  });
});
