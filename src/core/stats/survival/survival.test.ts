import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kaplanMeier, type SurvivalCurve, survivalAt } from "./kaplan-meier.ts";
import { countTimes, type TimeCount, type TimedUnit } from "./life-table.ts";
import { logRank, stratifiedLogRank } from "./log-rank.ts";
import {
  commonHorizon,
  compareMeanLogs,
  differRestrictedMeans,
  normalInterval,
  restrictedMean,
} from "./restricted-mean.ts";
import { survivalQuantile } from "./survival-quantile.ts";

const SEED = 1958;
const unitArb = fc.record({ time: fc.nat({ max: 12 }), event: fc.boolean() });
const unitsArb = fc.array(unitArb, { minLength: 1, maxLength: 40 });
const eventsArb = fc
  .array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 40 })
  .map((times): TimedUnit[] => times.map((time) => ({ time, event: true })));
/** Any finite counts at any finite times, sensible or not. */
const wildArb = fc.array(
  fc.record({
    time: fc.double({ noNaN: true, noDefaultInfinity: true }),
    events: fc.oneof(fc.nat({ max: 9 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    censored: fc.oneof(fc.nat({ max: 9 }), fc.double({ min: 0, max: 1e308, noNaN: true })),
  }),
  { maxLength: 12 },
);

function curveOf(units: readonly TimedUnit[]): SurvivalCurve {
  const estimated = kaplanMeier(countTimes(units));
  if ("reason" in estimated) throw new Error(estimated.reason);
  return estimated.curve;
}

function numberOf<T extends object>(result: T): Exclude<T, { readonly reason: unknown }> {
  if ("reason" in result) throw new Error(String(result.reason));
  return result as Exclude<T, { readonly reason: unknown }>;
}

function expectNoHoles(value: unknown): void {
  if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
  else if (typeof value === "object" && value !== null) Object.values(value).forEach(expectNoHoles);
}

describe("the curve of Kaplan and Meier", () => {
  it("is the share left where nobody is censored, with the binomial's variance", () => {
    fc.assert(
      fc.property(eventsArb, (units) => {
        for (const step of curveOf(units)) {
          const left = units.filter(({ time }) => time > step.time).length / units.length;
          expect(step.survival).toBeCloseTo(left, 12);
          if (left === 0) expect(step.greenwood).toBeNull();
          else expect(step.survival ** 2 * (step.greenwood ?? 0)).toBeCloseTo((left * (1 - left)) / units.length, 12);
        }
      }),
      { seed: SEED },
    );
  });

  it("counts who is censored at the time of an event as still at risk of it", () => {
    const curve = curveOf([
      { time: 5, event: true },
      { time: 5, event: false },
      { time: 7, event: false },
    ]);
    expect(curve.map(({ atRisk, survival }) => [atRisk, survival])).toEqual([
      [3, 2 / 3],
      [1, 2 / 3],
    ]);
  });

  it("is the same from units one by one, from counts, and in any order", () => {
    const units = [
      { time: 3, event: true, weight: 4 },
      { time: 1, event: false, weight: 2 },
      { time: 2, event: true },
    ];
    const counts = [
      { time: 2, events: 1, censored: 0 },
      { time: 3, events: 3, censored: 0 },
      { time: 1, events: 0, censored: 2 },
      { time: 3, events: 1, censored: 0 },
    ];
    expect(kaplanMeier(counts)).toEqual({ curve: curveOf(units) });
  });

  it("has limits around it on every scale, those of log-log within 0 and 1 by themselves", () => {
    fc.assert(
      fc.property(unitsArb, fc.constantFrom("log_log", "log", "plain"), fc.nat({ max: 12 }), (units, scale, time) => {
        const point = survivalAt(curveOf(units), time, scale);
        if ("reason" in point) return;
        expect(point.low).toBeGreaterThanOrEqual(0);
        expect(point.low).toBeLessThanOrEqual(point.estimate + 1e-12);
        expect(point.high).toBeGreaterThanOrEqual(point.estimate - 1e-12);
        expect(point.high).toBeLessThanOrEqual(1);
      }),
      { seed: SEED },
    );
  });

  it("says what it cannot know", () => {
    expect(kaplanMeier([])).toEqual({ reason: "no_units" });
    expect(kaplanMeier([{ time: 1, events: 0, censored: 0 }])).toEqual({ reason: "no_units" });
    expect(kaplanMeier([{ time: -1, events: 1, censored: 0 }])).toEqual({ reason: "out_of_range" });
    const censored = curveOf([{ time: 4, event: false }]);
    expect(survivalAt(censored, 4)).toEqual({ estimate: 1, low: 1, high: 1, standardError: 0, atRisk: 1 });
    expect(survivalAt(censored, 5)).toEqual({ reason: "beyond_follow_up" });
    expect(survivalQuantile(censored)).toEqual({ reason: "not_reached" });
    const gone = curveOf([{ time: 4, event: true }]);
    expect(survivalAt(gone, 3)).toMatchObject({ estimate: 1, atRisk: 1 });
    expect(survivalAt(gone, 9)).toEqual({ reason: "no_variance" });
  });
});

describe("the median time", () => {
  it("is where the curve comes down to a half, and the middle of where it stays there", () => {
    const at = (times: number[], censored: number[] = []) =>
      survivalQuantile(
        curveOf([...times.map((time) => ({ time, event: true })), ...censored.map((time) => ({ time, event: false }))]),
      );
    expect(at([1, 2, 3])).toMatchObject({ estimate: 2 });
    expect(at([1, 2, 6, 7])).toMatchObject({ estimate: 4 });
    expect(at([1, 2], [4, 8])).toMatchObject({ estimate: 5 });
    expect(at([1], [2, 3])).toEqual({ reason: "not_reached" });
  });

  it("lies between its limits", () => {
    fc.assert(
      fc.property(unitsArb, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (units, share) => {
        const median = survivalQuantile(curveOf(units), share);
        if ("reason" in median) return;
        if (median.low !== null) expect(median.low).toBeLessThanOrEqual(median.estimate);
        if (median.high !== null) expect(median.high).toBeGreaterThanOrEqual(median.estimate);
      }),
      { seed: SEED },
    );
  });
});

describe("the restricted mean", () => {
  it("is the mean of the times cut at the horizon where nobody is censored, with the variance of that mean", () => {
    fc.assert(
      fc.property(eventsArb, fc.nat({ max: 14 }), (units, horizon) => {
        const cut = units.map(({ time }) => Math.min(time, horizon));
        const mean = cut.reduce((sum, time) => sum + time, 0) / cut.length;
        const variance = cut.reduce((sum, time) => sum + (time - mean) ** 2, 0) / cut.length ** 2;
        const restricted = numberOf(restrictedMean(curveOf(units), horizon));
        expect(restricted.estimate).toBeCloseTo(mean, 10);
        expect(restricted.standardError ** 2).toBeCloseTo(variance, 10);
      }),
      { seed: SEED },
    );
  });

  it("is the integral of the curve", () => {
    fc.assert(
      fc.property(unitsArb, fc.double({ min: 0, max: 1, noNaN: true }), (units, share) => {
        const curve = curveOf(units);
        const horizon = share * Math.max(...units.map(({ time }) => time));
        const cuts = 4_800;
        let area = 0;
        for (let slice = 0; slice < cuts; slice++) {
          const time = ((slice + 0.5) / cuts) * horizon;
          area += ((curve.findLast((step) => step.time <= time)?.survival ?? 1) * horizon) / cuts;
        }
        expect(numberOf(restrictedMean(curve, horizon)).estimate).toBeCloseTo(area, 1.5);
      }),
      { seed: SEED, numRuns: 40 },
    );
  });

  it("speaks no further than it was observed", () => {
    const open = curveOf([
      { time: 2, event: true },
      { time: 6, event: false },
    ]);
    const gone = curveOf([{ time: 4, event: true }]);
    expect(restrictedMean(open, 6)).toMatchObject({ estimate: 4 });
    expect(restrictedMean(open, 6.5)).toEqual({ reason: "beyond_follow_up" });
    expect(restrictedMean(gone, 100)).toMatchObject({ estimate: 4 });
    expect(commonHorizon([open, gone])).toBe(6);
    expect(commonHorizon([gone, curveOf([{ time: 9, event: true }])])).toBe(9);
    expect(commonHorizon([open, []])).toBeNull();
  });

  it("differs by as much the other way round, or says why it cannot", () => {
    fc.assert(
      fc.property(unitsArb, unitsArb, (one, other) => {
        const curves = [curveOf(one), curveOf(other)] as const;
        const horizon = commonHorizon(curves) ?? 0;
        const [a, b] = curves.map((curve) => numberOf(restrictedMean(curve, horizon)));
        if (!a || !b) return;
        const there = differRestrictedMeans(a, b);
        const back = differRestrictedMeans(b, a);
        expectNoHoles(there);
        if ("reason" in there || "reason" in back) return;
        expect(there.absolute.estimate).toBeCloseTo(-back.absolute.estimate, 12);
        const interval = normalInterval(there.absolute);
        expect(interval.p).toBeCloseTo(normalInterval(back.absolute).p, 12);
        expect(interval.low > 0 || interval.high < 0).toBe(interval.p < 0.05);
      }),
      { seed: SEED },
    );
    const still = { estimate: 3, standardError: 0, horizon: 3 };
    expect(differRestrictedMeans(still, still)).toEqual({ reason: "no_variance" });
    expect(differRestrictedMeans(still, { ...still, horizon: 4 })).toEqual({ reason: "different_horizons" });
  });
});

describe("restricted means on the scale of logarithms", () => {
  const meanOf = (estimate: number, standardError: number) => ({ estimate, standardError, horizon: 28 });
  const meanArb = fc
    .record({
      mean: fc.double({ min: 0.5, max: 28, noNaN: true }),
      error: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
    })
    .map(({ mean, error }) => meanOf(mean, mean * error));

  it("turn over with the arms, and both effects say the same of zero but for a hair", () => {
    fc.assert(
      fc.property(meanArb, meanArb, (a, b) => {
        const [there, back] = [compareMeanLogs(a, b), compareMeanLogs(b, a)];
        if (there === null || back === null) throw new Error("both means are above 0");
        expect(there.absolute.low).toBeCloseTo(-back.absolute.high, 10);
        expect(1 + there.relative.low).toBeCloseTo(1 / (1 + back.relative.high), 10);
        expect(there.relative.p).toBeCloseTo(back.relative.p, 12);
        const leavesOut = ({ low, high }: { low: number; high: number }) => low > 0 || high < 0;
        expect(leavesOut(there.relative)).toBe(there.relative.p < 0.05);
        if (Math.abs(there.relative.p - 0.05) > 0.005)
          expect(leavesOut(there.absolute)).toBe(leavesOut(there.relative));
      }),
      { seed: SEED },
    );
  });

  it("give the limits worked out by hand", () => {
    const compared = compareMeanLogs(meanOf(11.7, 0.9), meanOf(9.3, 0.9));
    const spread = Math.sqrt((0.9 / 11.7) ** 2 + (0.9 / 9.3) ** 2);
    expect(compared?.relative.low).toBeCloseTo((9.3 / 11.7) * Math.exp(-1.959964 * spread) - 1, 6);
    expect(compared?.relative.high).toBeCloseTo((9.3 / 11.7) * Math.exp(1.959964 * spread) - 1, 6);
    // 9.3 · e^(−1.96 · 0.9/9.3) = 7.693, 11.7 · e^(1.96 · 0.9/11.7) = 13.604; their distances from 9.3 and 11.7, squared and added.
    expect(compared?.absolute.low).toBeCloseTo(-2.4 - Math.hypot(9.3 - 7.6932, 13.6038 - 11.7), 3);
    expect(compareMeanLogs(meanOf(0, 0), meanOf(9.3, 0.9))).toBeNull();
  });
});

describe("the log-rank test", () => {
  it("does not mind which group comes first", () => {
    fc.assert(
      fc.property(unitsArb, unitsArb, (one, other) => {
        const [a, b] = [countTimes(one), countTimes(other)];
        const [there, back] = [logRank([a, b]), logRank([b, a])];
        if ("reason" in there || "reason" in back) {
          expect(there).toEqual(back);
          return;
        }
        expect(there.chiSquared).toBeCloseTo(back.chiSquared, 9);
        expect(there.degrees).toBe(1);
        const [first, second] = there.groups;
        expect((first?.observed ?? 0) + (second?.observed ?? 0)).toBeCloseTo(
          (first?.expected ?? 0) + (second?.expected ?? 0),
          9,
        );
      }),
      { seed: SEED },
    );
  });

  it("sees nothing between a group and itself, and leaves a group without anybody out", () => {
    fc.assert(
      fc.property(unitsArb, unitsArb, (one, other) => {
        const [a, b] = [countTimes(one), countTimes(other)];
        const same = logRank([a, a]);
        if ("chiSquared" in same) expect(same.chiSquared).toBeCloseTo(0, 12);
        const [two, three] = [logRank([a, b]), logRank([a, [], b])];
        if ("reason" in two || "reason" in three) expect(three).toEqual(two);
        else {
          expect(three.chiSquared).toBeCloseTo(two.chiSquared, 9);
          expect(three.degrees).toBe(1);
        }
      }),
      { seed: SEED },
    );
  });

  it("with one stratum is the plain test, and compares only within strata", () => {
    const fast: TimeCount[] = [{ time: 1, events: 5, censored: 5 }];
    const slow: TimeCount[] = [{ time: 9, events: 5, censored: 5 }];
    expect(stratifiedLogRank([[fast, slow]])).toEqual(logRank([fast, slow]));
    // Within each stratum both groups are alike; only their mix differs.
    const mixed = [
      [fast, [...fast, ...fast, ...fast]],
      [[...slow, ...slow, ...slow], slow],
    ];
    const within = numberOf(stratifiedLogRank(mixed));
    expect(within.chiSquared).toBeCloseTo(0, 12);
    expect(within.p).toBeCloseTo(1, 6);
  });

  it("says why it cannot", () => {
    const censored = countTimes([{ time: 3, event: false }]);
    expect(logRank([censored])).toEqual({ reason: "no_units" });
    expect(logRank([censored, []])).toEqual({ reason: "no_units" });
    expect(logRank([])).toEqual({ reason: "no_units" });
    expect(logRank([censored, censored])).toEqual({ reason: "no_events" });
    const gone = countTimes([{ time: 3, event: true }]);
    expect(logRank([gone, gone])).toEqual({ reason: "no_variance" });
    expect(stratifiedLogRank([[gone, gone], [gone]])).toEqual({ reason: "out_of_range" });
  });

  it("takes three groups with two degrees of freedom", () => {
    fc.assert(
      fc.property(unitsArb, unitsArb, unitsArb, (one, two, three) => {
        const groups = [one, two, three].map(countTimes);
        const all = logRank(groups);
        if ("reason" in all) return;
        expect(all.degrees).toBeLessThanOrEqual(2);
        const turned = numberOf(logRank(groups.toReversed()));
        expect(turned.chiSquared).toBeCloseTo(all.chiSquared, 6);
        expect(turned.degrees).toBe(all.degrees);
      }),
      { seed: SEED },
    );
  });
});

describe("any finite counts", () => {
  it("give numbers or a reason, never NaN", () => {
    fc.assert(
      fc.property(wildArb, wildArb, fc.double({ noNaN: true }), (one, other, time) => {
        const estimated = kaplanMeier(one);
        expectNoHoles(estimated);
        if ("curve" in estimated) {
          for (const scale of ["log_log", "log", "plain"] as const) {
            expectNoHoles(survivalAt(estimated.curve, time, scale));
            expectNoHoles(survivalQuantile(estimated.curve, 0.5, scale));
          }
          expectNoHoles(restrictedMean(estimated.curve, time));
        }
        for (const weight of [
          "log_rank",
          "gehan_breslow",
          "tarone_ware",
          "peto_peto",
          { early: 1, late: 1 },
        ] as const) {
          expectNoHoles(logRank([one, other], weight));
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});
