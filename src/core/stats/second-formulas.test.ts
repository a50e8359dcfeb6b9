import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalQuantile } from "./distributions.ts";
import { newcombeInterval, relativeShareInterval, wilsonInterval } from "./newcombe.ts";
import { sequentialInterval } from "./sequential.ts";
import type { ShareSums } from "./sums.ts";
import { kaplanMeier } from "./survival/kaplan-meier.ts";
import { countTimes, type TimedUnit } from "./survival/life-table.ts";
import { logRank } from "./survival/log-rank.ts";
import { commonHorizon, differRestrictedMeans, restrictedMean } from "./survival/restricted-mean.ts";

const RUNS = { seed: 1_129, numRuns: 1_000 };

function known<T extends object>(result: T): Exclude<T, { readonly reason: unknown }> {
  if ("reason" in result) throw new Error(String(result.reason));
  return result as Exclude<T, { readonly reason: unknown }>;
}

describe("intervals of shares, nobody and everybody among them", () => {
  const shareArb: fc.Arbitrary<ShareSums> = fc
    .integer({ min: 1, max: 2_000 })
    .chain((units) =>
      fc.record({ units: fc.constant(units), yes: fc.oneof(fc.constantFrom(0, units), fc.nat({ max: units })) }),
    );
  const others = ({ units, yes }: ShareSums): ShareSums => ({ units, yes: units - yes });
  const differ = (control: ShareSums, treated: ShareSums) => newcombeInterval([{ control, treated, weight: 1 }]);

  it("end where the share is z standard errors off, by the error that it would have there", () => {
    const z = normalQuantile(0.975);
    fc.assert(
      fc.property(shareArb, (share) => {
        const { estimate, low, high } = known(wilsonInterval(share));
        for (const limit of [low, high].filter((one) => one > 0 && one < 1)) {
          expect((estimate - limit) ** 2).toBeCloseTo((z * z * limit * (1 - limit)) / share.units, 12);
        }
        expect(low === 0).toBe(share.yes === 0);
        expect(high === 1).toBe(share.yes === share.units);
      }),
      RUNS,
    );
  });

  it("say the same of those who did not, and of the arms the other way round", () => {
    fc.assert(
      fc.property(shareArb, shareArb, (control, treated) => {
        const { low, high } = known(differ(control, treated));
        for (const turned of [differ(treated, control), differ(others(control), others(treated))]) {
          expect(known(turned).low).toBeCloseTo(-high, 12);
          expect(known(turned).high).toBeCloseTo(-low, 12);
        }
        const [there, back] = [
          relativeShareInterval([{ control, treated, weight: 1 }]),
          relativeShareInterval([{ control: treated, treated: control, weight: 1 }]),
        ];
        if (control.yes === 0 || treated.yes === 0) return;
        expect((1 + known(there).low) * (1 + known(back).high)).toBeCloseTo(1, 9);
      }),
      RUNS,
    );
  });
});

describe("times by whole hours", () => {
  const LAST = 12;
  const unitsArb = fc.array(fc.record({ time: fc.nat({ max: LAST }), event: fc.boolean() }), {
    minLength: 1,
    maxLength: 40,
  });
  const atRisk = (units: readonly TimedUnit[], hour: number) => units.filter(({ time }) => time >= hour).length;
  const eventsAt = (units: readonly TimedUnit[], hour: number) =>
    units.filter(({ time, event }) => time === hour && event).length;

  it("have a restricted mean whose variance is that of the curve, hour against hour", () => {
    fc.assert(
      fc.property(unitsArb, (units) => {
        const { curve } = known(kaplanMeier(countTimes(units)));
        const horizon = commonHorizon([curve]) ?? 0;
        // By the hour: who is still waited for, and Greenwood's sum. Cov(S(s), S(t)) = S(s) S(t) Greenwood(min(s, t)).
        let [survival, greenwood] = [1, 0];
        const hours = Array.from({ length: horizon }, (_, hour) => {
          const [risk, events] = [atRisk(units, hour), eventsAt(units, hour)];
          if (risk > 0) survival *= 1 - events / risk;
          if (risk > events) greenwood += events / risk / (risk - events);
          return { survival, greenwood };
        });
        const area = hours.reduce((sum, hour) => sum + hour.survival, 0);
        const variance = hours.reduce(
          (sum, one, at) =>
            sum +
            hours.reduce(
              (row, other, to) => row + one.survival * other.survival * (hours[Math.min(at, to)]?.greenwood ?? 0),
              0,
            ),
          0,
        );
        const mean = known(restrictedMean(curve, horizon));
        expect(mean.estimate).toBeCloseTo(area, 10);
        expect(mean.standardError ** 2).toBeCloseTo(variance, 10);
      }),
      RUNS,
    );
  });

  it("have a mean of the whole horizon where nobody was back, and no difference of two such arms", () => {
    fc.assert(
      fc.property(unitsArb, unitsArb, (one, other) => {
        const curves = [one, other].map(
          (units) => known(kaplanMeier(countTimes(units.map(({ time }) => ({ time, event: false }))))).curve,
        );
        const horizon = commonHorizon(curves) ?? 0;
        const [a, b] = curves.map((curve) => known(restrictedMean(curve, horizon)));
        if (!a || !b) throw new Error("no curves");
        expect([a, b]).toEqual([
          { estimate: horizon, standardError: 0, horizon },
          { estimate: horizon, standardError: 0, horizon },
        ]);
        expect(differRestrictedMeans(a, b)).toEqual({ reason: "no_variance" });
      }),
      { ...RUNS, numRuns: 200 },
    );
  });

  it("have a log-rank test of what each hour's draw would give the first arm", () => {
    fc.assert(
      fc.property(unitsArb, unitsArb, (one, other) => {
        let [off, variance] = [0, 0];
        for (let hour = 0; hour <= LAST; hour++) {
          const [first, second] = [atRisk(one, hour), atRisk(other, hour)];
          const [risk, events] = [first + second, eventsAt(one, hour) + eventsAt(other, hour)];
          if (events === 0) continue;
          off += eventsAt(one, hour) - (events * first) / risk;
          if (risk > 1) variance += (events * (first / risk) * (second / risk) * (risk - events)) / (risk - 1);
        }
        const tested = logRank([countTimes(one), countTimes(other)]);
        if ("reason" in tested) expect(variance).toBeCloseTo(0, 12);
        else expect(tested.chiSquared).toBeCloseTo(off ** 2 / variance, 7);
      }),
      RUNS,
    );
  });
});

it("an always-valid interval of a handful is wider than a single look's, and its p at its own limit is alpha", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -5, max: 5, noNaN: true }),
      fc.double({ min: 1e-3, max: 5, noNaN: true }),
      fc.integer({ min: 2, max: 30 }),
      (estimate, standardError, units) => {
        const half = sequentialInterval({ estimate, standardError }, units).high - estimate;
        expect(half).toBeGreaterThan(1.96 * standardError);
        expect(sequentialInterval({ estimate: half, standardError }, units).p).toBeCloseTo(0.05, 9);
      },
    ),
    RUNS,
  );
});
