import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correctForMany } from "./benjamini-hochberg.ts";
import {
  chiSquaredTail,
  normalQuantile,
  normalTwoSidedTail,
  studentTwoSidedQuantile,
  studentTwoSidedTail,
} from "./distributions.ts";
import { newcombeInterval, relativeShareInterval, wilsonInterval } from "./newcombe.ts";
import { checkSampleRatio } from "./sample-ratio.ts";
import { sequentialInterval, sequentialOneSided } from "./sequential.ts";
import { smallestEffect, smallestRelativeEffect, unitsNeeded } from "./smallest-effect.ts";

function known<T extends object>(result: T): Exclude<T, { readonly reason: unknown }> {
  if ("reason" in result) throw new Error(String(result.reason));
  return result as Exclude<T, { readonly reason: unknown }>;
}

describe("distributions", () => {
  it("agree with tables", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(studentTwoSidedQuantile(0.05, 5)).toBeCloseTo(2.5705818356363146, 12);
    expect(studentTwoSidedQuantile(0.05, 55.70744914862206)).toBeCloseTo(2.003472897145308, 12);
    expect(chiSquaredTail(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
  });

  it("keep their precision far out, where 2·(1 − cdf) is 0", () => {
    expect(studentTwoSidedTail(30, 55.70744914862206) / 4.5357349551768906e-36).toBeCloseTo(1, 10);
    // By scipy and mpmath.
    expect(studentTwoSidedTail(37, 1e6) / 1.8299730861802262e-299).toBeCloseTo(1, 11);
    expect(chiSquaredTail(1000, 1) / 1.7958327848007363e-219).toBeCloseTo(1, 11);
    expect(studentTwoSidedTail(1e-8, 10)).toBeCloseTo(0.9999999922178323, 15);
    expect(studentTwoSidedTail(2, 1e12)).toBeCloseTo(0.04550026389662835, 15);
    expect(studentTwoSidedQuantile(1e-12, 1e6)).toBeCloseTo(7.130599267919323, 12);
    for (const [alpha, degrees, quantile] of [
      [1e-15, 99, 9.559543202542107],
      [1e-10, 100, 7.227187056728531],
      [1e-6, 40, 5.76846096928857],
      [1e-10, 2.5, 11566.064542998683],
      [0.6, 0.5, 1.009525878607166],
      [1e-100, 1000, 23.976078868702352],
      [1e-100, 9999, 21.55060817793098],
      // Of one degree the tail is 2 / (π t) far out.
      [1e-300, 1, 2 / Math.PI / 1e-300],
    ] as const)
      expect(studentTwoSidedQuantile(alpha, degrees) / quantile).toBeCloseTo(1, 12);
    expect((studentTwoSidedTail(1e200, 1) * 1e200 * Math.PI) / 2).toBeCloseTo(1, 12);
  });

  it("are 1 where the other side is smaller than any number: many arms that fit to the last digit", () => {
    expect(chiSquaredTail(1e-31, 20)).toBe(1);
    expect(checkSampleRatio(new Array(40).fill(0.1 + 0.2), new Array(40).fill(0.3))).toEqual({ p: 1, ok: true });
    const [units, weights] = [new Array(60).fill(1_000), new Array(60).fill(1 / 60)];
    expect(checkSampleRatio(units, weights)).toEqual({ p: 1, ok: true });
  });

  it("are 0 where a probability is smaller than any number", () => {
    expect(studentTwoSidedTail(1e200, 3)).toBe(0);
    expect(chiSquaredTail(1e9, 2)).toBe(0);
    expect(normalTwoSidedTail(1e9)).toBe(0);
  });

  it("do not jump where one formula takes over from another", () => {
    for (const t of [0.5, 1, 2, 6]) {
      const [few, many] = [studentTwoSidedTail(t, 9_999.999_999), studentTwoSidedTail(t, 10_000.000_001)];
      expect(few / many).toBeCloseTo(1, 9);
    }
    for (const alpha of [0.9, 0.5, 0.05, 1e-9, 1e-20]) {
      for (const degrees of [100, 10_000]) {
        const [few, many] = [-1e-9, 1e-9].map((bit) => studentTwoSidedQuantile(alpha, degrees + bit));
        expect((few ?? 0) / (many ?? 0)).toBeCloseTo(1, 10);
      }
      for (const degrees of [1, 2.5, 7, 40, 99, 101, 5_000, 1e5, 1e9]) {
        const tail = studentTwoSidedTail(studentTwoSidedQuantile(alpha, degrees), degrees);
        expect(tail / alpha).toBeCloseTo(1, 9);
      }
    }
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
    const interval = known(wilsonInterval({ units, yes }));
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 20, 0.6791, 1],
  ])("Newcombe for %i of %i against %i of %i", (a, m, b, n, low, high) => {
    const interval = known(
      newcombeInterval([{ treated: { units: m, yes: a }, control: { units: n, yes: b }, weight: 1 }]),
    );
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });
});

/** The chance of each count. */
function binomial(units: number, share: number): number[] {
  const chances = [(1 - share) ** units];
  for (let yes = 1; yes <= units; yes++) {
    chances.push(((chances[yes - 1] as number) * (units - yes + 1) * share) / yes / (1 - share));
  }
  return chances;
}

/** Exactly: the chance that the interval of these shares holds what is true of them. */
function coverage(
  interval: typeof newcombeInterval,
  [m, n]: [number, number],
  [p, q]: [number, number],
  truth: number,
) {
  let covered = 0;
  const treated = binomial(n, q);
  binomial(m, p).forEach((chance, yes) => {
    if (chance < 1e-7) return;
    treated.forEach((other, both) => {
      if (other < 1e-7) return;
      const arms = { control: { units: m, yes }, treated: { units: n, yes: both }, weight: 1 };
      const found = interval([arms]);
      if (!("reason" in found) && found.low <= truth && truth <= found.high) covered += chance * other;
    });
  });
  return covered;
}

it("intervals of shares cover what they should, counted out", () => {
  for (const [sizes, shares] of [
    [
      [150, 150],
      [0.3, 0.3],
    ],
    [
      [100, 900],
      [0.3, 0.4],
    ],
    [
      [100, 900],
      [0.1, 0.1],
    ],
  ] as [[number, number], [number, number]][]) {
    const [before, after] = shares;
    expect(coverage(newcombeInterval, sizes, shares, after - before)).toBeCloseTo(0.95, 2);
    expect(coverage(relativeShareInterval, sizes, shares, after / before - 1)).toBeCloseTo(0.95, 2);
  }
  // Two of a hundred are expected: whole numbers are too coarse for 95%, and Newcombe's interval is on the wide side.
  expect(coverage(newcombeInterval, [100, 900], [0.02, 0.03], 0.01)).toBeCloseTo(0.9622, 4);
});

it("a relative share has no interval where the control has none, and holds its estimate elsewhere", () => {
  const of = (yes: number, both: number) =>
    relativeShareInterval([{ control: { units: 50, yes }, treated: { units: 70, yes: both }, weight: 1 }]);
  expect(of(0, 3)).toEqual({ reason: "control_is_zero" });
  expect(of(3, 0)).toEqual({ reason: "out_of_range" });
  for (const [yes, both] of [
    [1, 1],
    [50, 70],
    [20, 1],
  ] as const) {
    const { low, estimate, high } = known(of(yes, both));
    expect(low).toBeLessThanOrEqual(estimate);
    expect(high).toBeGreaterThanOrEqual(estimate);
    expect(low).toBeGreaterThan(-1);
  }
});

it("Newcombe's interval holds its estimate, whatever the shares, and says when there is nobody", () => {
  const share = fc.tuple(fc.integer({ min: 1, max: 10 ** 9 }), fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(share, share, ([m, a], [n, b]) => {
      const arms = { treated: { units: m, yes: Math.round(a * m) }, control: { units: n, yes: Math.round(b * n) } };
      const { estimate, low, high } = known(newcombeInterval([{ ...arms, weight: 1 }]));
      expect(low).toBeLessThanOrEqual(estimate);
      expect(high).toBeGreaterThanOrEqual(estimate);
      expect(low).toBeGreaterThanOrEqual(-1 - 1e-12);
      expect(high).toBeLessThanOrEqual(1 + 1e-12);
    }),
    { seed: 1998 },
  );
  const nobody = { units: 0, yes: 0 };
  expect(newcombeInterval([{ treated: nobody, control: { units: 3, yes: 1 }, weight: 1 }])).toEqual({
    reason: "no_units",
  });
  expect(newcombeInterval([])).toEqual({ reason: "no_units" });
  expect(wilsonInterval({ units: 3, yes: 4 })).toEqual({ reason: "out_of_range" });
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

  // GrowthBook, gbstats: TestSequentialOneSided{Greater,Lesser}TTest (MIT).
  it("gives the published one-sided bounds", () => {
    const absolute = { estimate: 0.23437666666666668, standardError: 0.12983081254184736 };
    const relative = { estimate: 0.5033610858562358, standardError: 0.3334122146400735 };
    expect(sequentialOneSided(absolute, 6461, "greater").low).toBeCloseTo(-0.12656844172804982, 12);
    // Theirs is searched for, and stops when the bound is within a millionth of 0.
    expect(sequentialOneSided(absolute, 6461, "greater").p).toBeCloseTo(0.46316491943359384, 3);
    expect(sequentialOneSided(absolute, 6461, "less").high).toBeCloseTo(0.5953217750613832, 12);
    expect(sequentialOneSided(absolute, 6461, "less").p).toBe(0.4999);
    expect(sequentialOneSided(relative, 6461, "greater")).toMatchObject({ high: null, p: 0.4999 });
    expect(sequentialOneSided(relative, 6461, "greater").low).toBeCloseTo(-0.42356454602790883, 12);
    expect(sequentialOneSided(relative, 6461, "less").high).toBeCloseTo(1.4302867177403806, 12);
  });

  it("excludes nothing exactly when its p is below alpha", () => {
    const estimateArb = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(estimateArb, fc.integer({ min: 4, max: 10 ** 7 }), (estimate, units) => {
        const { low, high, p } = sequentialInterval({ estimate, standardError: 1 }, units);
        fc.pre(Math.abs(p - 0.05) > 1e-9);
        expect(low > 0 || high < 0).toBe(p < 0.05);
        const oneSided = sequentialOneSided({ estimate, standardError: 1 }, units, "greater");
        fc.pre(Math.abs(oneSided.p - 0.05) > 1e-9);
        expect((oneSided.low ?? 0) > 0).toBe(oneSided.p < 0.05);
      }),
      { seed: 161 },
    );
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
    expect(checkSampleRatio([-1, 10], [0.1, 0.9])).toEqual({ p: 0, ok: false });
    expect(checkSampleRatio([1e308, 1e308], [0.1, 0.9])).toEqual({ p: 0, ok: false });
    expect(checkSampleRatio([1e6, 9e9], [0.1, 0.9])).toEqual({ p: 0, ok: false });
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

  it("is no less than each p, no more than 1, and in the same order", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (p) => {
        const corrected = correctForMany(p).map((value) => value ?? Number.NaN);
        corrected.forEach((value, index) => {
          expect(value).toBeGreaterThanOrEqual(p[index] ?? 0);
          expect(value).toBeLessThanOrEqual(1);
          for (const [other, otherValue] of corrected.entries()) {
            if ((p[index] ?? 0) < (p[other] ?? 0)) expect(value).toBeLessThanOrEqual(otherValue);
          }
        });
      }),
      { seed: 1995 },
    );
  });

  it("keeps its place for what has no p-value", () => {
    expect(correctForMany([null, 0.02, null])).toEqual([null, 0.02, null]);
  });
});
