import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateMean, estimateRatio } from "./arm-estimate.ts";
import { differArms, welchInterval } from "./compare-arms.ts";
import { adjustByHistory } from "./cuped.ts";
import { compareLogs } from "./log-scale.ts";
import { invertRatio, type RatioSums } from "./sums.ts";

function armOf(sums: RatioSums) {
  const estimated = estimateRatio(sums);
  if ("reason" in estimated) throw new Error(estimated.reason);
  return estimated.estimate;
}

function meanOf(values: readonly number[]) {
  const sum = values.reduce((total, value) => total + value, 0);
  const sumOfSquares = values.reduce((total, value) => total + value * value, 0);
  const estimated = estimateMean({ units: values.length, sum, sumOfSquares });
  if ("reason" in estimated) throw new Error(estimated.reason);
  return estimated.estimate;
}

const ratio = (units: number, y: number, yy: number): RatioSums => ({
  units,
  numerator: y,
  denominator: units * 7,
  numeratorSquares: yy,
  denominatorSquares: units * 49,
  product: y * 7,
});

describe("arms compared on the scale of logarithms", () => {
  it("have limits around the ratio, by Student's t of as many units as would count the same", () => {
    // Both arms: mean 2, variance 4 · 4 / 3, so a squared coefficient of variation of 4 / 3 and 4 / (1 + 4 / 3) = 12 / 7 units.
    const both = compareLogs(meanOf([0, 2, 2, 4].map((one) => one * 1)), meanOf([0, 4, 4, 8]));
    // Variance 8 / 3 of 4 units is 2 / 3: over the squared mean 1 / 6; even 4 / (1 + 4 / 6) = 2.4, so 1.4 degrees each.
    const variance = 1 / 6 + 1 / 6;
    const degrees = variance ** 2 / ((2 * (1 / 6) ** 2) / 1.4);
    expect(degrees).toBeCloseTo(2.8, 12);
    const welch = welchInterval({ estimate: Math.LN2, standardError: Math.sqrt(variance) }, degrees);
    expect(both?.relative.low).toBeCloseTo(Math.exp(welch.low) - 1, 10);
    expect(both?.relative.high).toBeCloseTo(Math.exp(welch.high) - 1, 10);
    expect(both?.relative.p).toBeCloseTo(welch.p, 10);
    expect(both?.absolute.estimate).toBe(2);
    expect(both?.absolute.low).toBeLessThan(2);
    expect(both?.absolute.high).toBeGreaterThan(2);
  });

  it("answer the same of a ratio turned over", () => {
    const [control, treated] = [ratio(120, 300, 2_600), ratio(900, 2_700, 25_000)];
    const there = compareLogs(armOf(control), armOf(treated));
    const back = compareLogs(armOf(invertRatio(control)), armOf(invertRatio(treated)));
    if (!there || !back) throw new Error("no logarithms");
    expect(back.relative.low).toBeCloseTo(1 / (1 + there.relative.high) - 1, 10);
    expect(back.relative.high).toBeCloseTo(1 / (1 + there.relative.low) - 1, 10);
    expect(back.relative.p).toBeCloseTo(there.relative.p, 10);
  });

  it("come to Welch's interval as arms grow", () => {
    const of = (size: number) => {
      const [control, treated] = [ratio(size, 2.5 * size, 20 * size), ratio(9 * size, 22.6 * size, 181 * size)].map(
        armOf,
      );
      if (!control || !treated) throw new Error("no arms");
      const differences = differArms(control, treated);
      const logs = compareLogs(control, treated);
      if ("reason" in differences || "reason" in differences.relative || !logs) throw new Error("not computable");
      const pairs = [
        [logs.relative, welchInterval(differences.relative, differences.degrees)],
        [logs.absolute, welchInterval(differences.absolute, differences.degrees)],
      ] as const;
      // In half-widths.
      return pairs.map(([a, b]) => (Math.abs(a.low - b.low) + Math.abs(a.high - b.high)) / (b.high - b.low));
    };
    for (const off of of(100)) expect(off).toBeGreaterThan(0.05);
    for (const off of of(1_000_000)) expect(off).toBeLessThan(0.005);
  });

  it("say that both differ, absolutely and relatively, by the very same arms", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5_000 }),
        fc.integer({ min: 2, max: 5_000 }),
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        fc.double({ min: 0.1, max: 30, noNaN: true }),
        (units, others, mean, other, cv) => {
          const sums = (n: number, m: number) => ratio(n, n * m, n * m * m * (1 + cv * cv));
          const logs = compareLogs(armOf(sums(units, mean)), armOf(sums(others, other)));
          if (logs === null) return;
          for (const { low, estimate, high } of [logs.absolute, logs.relative]) {
            expect(low).toBeLessThanOrEqual(estimate);
            expect(high).toBeGreaterThanOrEqual(estimate);
          }
          expect(logs.relative.low).toBeGreaterThanOrEqual(-1);
          const isTold = logs.relative.low > 0 || logs.relative.high < 0;
          if (Math.abs(logs.relative.p - 0.05) > 1e-9) expect(isTold).toBe(logs.relative.p < 0.05);
        },
      ),
      { seed: 2008, numRuns: 500 },
    );
  });

  it("take the difference that was there before off first", () => {
    const before = {
      units: 200,
      numerator: 400,
      denominator: 200,
      numeratorSquares: 1_600,
      denominatorSquares: 200,
      product: 400,
    };
    const cross = {
      numeratorNumerator: 1_500,
      numeratorDenominator: 500,
      denominatorNumerator: 2_800,
      denominatorDenominator: 1_400,
    };
    const main = ratio(200, 500, 3_000);
    const adjusted = adjustByHistory(
      { main, before, cross },
      { main, before: { ...before, numerator: 440, product: 440 }, cross },
    );
    if ("reason" in adjusted) throw new Error(adjusted.reason);
    const [plain, shifted] = [compareLogs(armOf(main), armOf(main)), compareLogs(adjusted.control, adjusted.treated)];
    expect(plain?.relative.estimate).toBe(0);
    expect(shifted?.relative.estimate).toBeLessThan(0);
    expect((shifted?.relative.high ?? 0) - (shifted?.relative.low ?? 0)).toBeLessThan(
      (plain?.relative.high ?? 0) - (plain?.relative.low ?? 0),
    );
  });

  it("have no logarithm where nothing was counted, or less", () => {
    expect(compareLogs(meanOf([0, 0, 0]), meanOf([1, 2, 3]))).toBeNull();
    expect(compareLogs(meanOf([1, 2, 3]), meanOf([0, 0, 0]))).toBeNull();
    expect(compareLogs(meanOf([1, 2, 3]), meanOf([-1, -2, -3]))).toBeNull();
    expect(compareLogs(meanOf([2, 2, 2]), meanOf([2, 2, 2]))).toBeNull();
  });
});
