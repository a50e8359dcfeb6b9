import { describe, expect, it } from "vitest";
import type { RatioSums } from "../../core/stats/sums.ts";
import { liftOutcome, type OutcomeContext, type PhaseSums } from "./outcome-lift.ts";

const CONTEXT: OutcomeContext = {
  interval: "classic",
  sampleRatioOk: true,
  unit: "member",
  dateOfUnits: () => null,
};

/** Everybody at risk for 28 days; `active` of them come `visits` times each, the others never. */
function armOf(units: number, active: number, visits: number): PhaseSums["treated"] {
  const main: RatioSums = {
    units,
    numerator: active * visits,
    denominator: units * 28,
    numeratorSquares: active * visits ** 2,
    denominatorSquares: units * 28 ** 2,
    product: active * visits * 28,
  };
  const before = { units, numerator: 0, denominator: 0, numeratorSquares: 0, denominatorSquares: 0, product: 0 };
  const cross = { numeratorNumerator: 0, numeratorDenominator: 0, denominatorNumerator: 0, denominatorDenominator: 0 };
  return { members: units, sums: { main, before, cross } };
}

const lift = (treated: PhaseSums["treated"], heldOut: PhaseSums["treated"], outcome: "visits" | "revisit_interval") =>
  liftOutcome(outcome, [{ treated, held_out: heldOut }], CONTEXT);

describe("an outcome of a closed period", () => {
  it("says of days between visits what it says of visits, turned over", () => {
    const arms = [armOf(900, 450, 6), armOf(100, 40, 5)] as const;
    const [visits, days] = [lift(...arms, "visits"), lift(...arms, "revisit_interval")];
    expect(visits.relative?.estimate).toBeCloseTo(0.5, 9);
    expect(days.relative?.estimate).toBeCloseTo(1 / 1.5 - 1, 6);
    expect(days.relative?.low).toBeCloseTo(1 / (1 + (visits.relative?.high ?? 0)) - 1, 6);
    expect(days.relative?.high).toBeCloseTo(1 / (1 + (visits.relative?.low ?? 0)) - 1, 6);
    expect(days.p).toBeCloseTo(visits.p ?? 0, 6);
    expect([visits.verdict, days.verdict]).toEqual(["better", "better"]);
  });

  it("reaches as far up as down by the ratio, so that a small arm that happens to be low is not taken for an effect", () => {
    const { relative } = lift(armOf(900, 450, 4), armOf(100, 50, 4), "visits");
    expect(relative?.estimate).toBeCloseTo(0, 9);
    expect((1 + (relative?.high ?? 0)) * (1 + (relative?.low ?? 0))).toBeCloseTo(1, 6);
    expect(relative?.high).toBeGreaterThan(-(relative?.low ?? 0));
  });

  it("has an absolute interval alone where an arm has nothing", () => {
    const none = lift(armOf(900, 450, 4), armOf(100, 0, 0), "visits");
    expect(none).toMatchObject({ relative: null, reason: "few_contributors", verdict: "too_early" });
    expect(none.absolute?.low).toBeGreaterThan(0);
    const lost = lift(armOf(900, 0, 0), armOf(100, 50, 4), "visits");
    expect(lost).toMatchObject({ relative: null, reason: "few_contributors", verdict: "too_early" });
    expect(lost.absolute?.high).toBeLessThan(0);
  });
});

describe("how many make what is counted", () => {
  it("keeps an outcome silent below thirty in the smaller arm, whichever arm they happen to be in", () => {
    // A quarter of all: of a hundred 25, though the held out themselves have more, or fewer.
    for (const own of [20, 25, 32]) {
      expect(lift(armOf(900, 250 - own, 4), armOf(100, own, 4), "visits").reason).toBe("few_contributors");
    }
    // 35 of a hundred by all of them.
    for (const own of [28, 35, 40]) {
      const told = lift(armOf(900, 350 - own, 4), armOf(100, own, 4), "visits");
      expect(told.reason).toBeNull();
      expect(told.verdict).not.toBe("too_early");
    }
  });
});
