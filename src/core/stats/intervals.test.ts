import { describe, expect, it } from "vitest";
import { correctForMany } from "./benjamini-hochberg.ts";
import { chiSquaredTail, normalQuantile, studentTwoSidedQuantile, studentTwoSidedTail } from "./distributions.ts";
import { newcombeInterval, wilsonInterval } from "./newcombe.ts";
import { checkSampleRatio } from "./sample-ratio.ts";
import { sequentialInterval } from "./sequential.ts";
import { smallestEffect, smallestRelativeEffect, unitsNeeded } from "./smallest-effect.ts";

describe("distributions", () => {
  it("agree with tables", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(studentTwoSidedQuantile(0.05, 5)).toBeCloseTo(2.5705818356363146, 12);
    expect(studentTwoSidedQuantile(0.05, 55.70744914862206)).toBeCloseTo(2.003472897145308, 12);
    expect(chiSquaredTail(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
  });

  it("keep their precision far out, where 2·(1 − cdf) is 0", () => {
    expect(studentTwoSidedTail(30, 55.70744914862206) / 4.5357349551768906e-36).toBeCloseTo(1, 10);
  });
});

// Newcombe, Statistics in Medicine 17 (1998): 857-872 (single shares) and 873-890 (differences, method 10).
describe("intervals of shares", () => {
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("Wilson for %i of %i", (yes, units, low, high) => {
    const interval = wilsonInterval({ units, yes });
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 20, 0.6791, 1],
  ])("Newcombe for %i of %i against %i of %i", (a, m, b, n, low, high) => {
    const interval = newcombeInterval([{ treated: { units: m, yes: a }, control: { units: n, yes: b }, weight: 1 }]);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });
});

describe("always-valid interval", () => {
  it("gives the published bounds", () => {
    const interval = sequentialInterval(
      { estimate: 0.5033610858562358, standardError: 0.3334122146400735 },
      6461,
      0.05,
      1000,
    );
    expect(interval.low).toBeCloseTo(-0.55844, 5);
    expect(interval.high).toBeCloseTo(1.56516, 5);
  });

  it("is wider than the one for a single look", () => {
    const { low, high } = sequentialInterval({ estimate: 0, standardError: 1 }, 5_000);
    expect(high - low).toBeGreaterThan(2 * 1.96);
  });
});

describe("sample-ratio check", () => {
  it("raises its alarm on the published split only where the draw cannot explain it", () => {
    expect(checkSampleRatio([850, 9150], [0.1, 0.9])).toEqual({
      p: expect.closeTo(5.733031437583875e-7, 15),
      ok: false,
    });
    expect(checkSampleRatio([21306, 21307, 21387], [1, 1, 1])).toEqual({
      p: expect.closeTo(0.9036929575604196, 10),
      ok: true,
    });
  });

  it("cannot be fooled by an arm that nobody could draw, nor alarmed by an empty experiment", () => {
    expect(checkSampleRatio([3, 10], [0, 1]).ok).toBe(false);
    expect(checkSampleRatio([0, 10], [0, 1])).toEqual({ p: 1, ok: true });
    expect(checkSampleRatio([0, 0], [0.1, 0.9])).toEqual({ p: 1, ok: true });
  });
});

describe("smallest effect that can be seen", () => {
  it("is 2.80 standard errors at 80% power and 5% error", () => {
    expect(smallestEffect(1)).toBeCloseTo(1.959964 + 0.841621, 5);
  });

  it("needs four times the units for half the effect", () => {
    expect(unitsNeeded(1_000, 0.2, 0.1)).toBe(4_000);
  });

  it("says that 800 members cannot show 10% in four weeks", () => {
    // Visits a member-week 0.52, sd 0.83 (a real community's log), over four weeks of one member.
    const variation = 0.83 / 0.52;
    expect(smallestRelativeEffect(800, 0.1, variation)).toBeGreaterThan(0.4);
    expect(smallestRelativeEffect(800, 0.5, variation)).toBeGreaterThan(0.25);
    expect(smallestRelativeEffect(800, 0, variation)).toBeNull();
  });
});

describe("correction for several rules", () => {
  it("gives Benjamini and Hochberg's own example", () => {
    // Their table of 15 p-values (1995): four are below 0.05 after correction.
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const corrected = correctForMany(p);
    expect(corrected.filter((value) => value !== null && value <= 0.05)).toHaveLength(4);
    expect(corrected[0]).toBeCloseTo(0.0015, 10);
  });

  it("keeps its place for what has no p-value", () => {
    expect(correctForMany([null, 0.02, null])).toEqual([null, 0.02, null]);
  });
});
