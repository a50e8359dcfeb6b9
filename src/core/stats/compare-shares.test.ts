import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareShares } from "./newcombe.ts";
import { smallestShareLift } from "./smallest-effect.ts";
import type { ShareSums } from "./sums.ts";

function tested(control: ShareSums, treated: ShareSums) {
  const found = compareShares(control, treated);
  if ("reason" in found) throw new Error(found.reason);
  return found;
}

/** The chance of each count, left out where it is next to nothing. */
function binomial(units: number, share: number): [yes: number, chance: number][] {
  const chances: [number, number][] = [];
  let chance = (1 - share) ** units;
  for (let yes = 0; yes <= units; yes += 1) {
    if (chance > 1e-9) chances.push([yes, chance]);
    chance *= (((units - yes) / (yes + 1)) * share) / (1 - share);
  }
  return chances;
}

const leavesOut = ({ low, high }: { low: number; high: number }): number => (low > 0 ? 1 : high < 0 ? -1 : 0);

/** Exactly, over all counts that both arms may show: how often more and less are told, and how often the relative interval holds the truth. */
function countOut([controls, treateds]: [number, number], [before, after]: [number, number]) {
  const sum = { more: 0, less: 0, has: 0, held: 0 };
  const truth = after / before - 1;
  const ofTreated = binomial(treateds, after);
  for (const [yes, chance] of binomial(controls, before)) {
    for (const [other, another] of ofTreated) {
      const { absolute, relative } = tested({ units: controls, yes }, { units: treateds, yes: other });
      const side = leavesOut(absolute);
      const isTold = side !== 0 && (relative === null || leavesOut(relative) === side);
      const both = chance * another;
      if (isTold) sum[side > 0 ? "more" : "less"] += both;
      if (relative === null) continue;
      sum.has += both;
      if (relative.low <= truth && truth <= relative.high) sum.held += both;
    }
  }
  return { more: sum.more, less: sum.less, told: sum.more + sum.less, covered: sum.held / sum.has };
}

describe("shares of an experiment, counted out", () => {
  it.each<[controls: number, treateds: number, share: number]>([
    [300, 300, 0.01],
    [300, 300, 0.05],
    [500, 500, 0.01],
    [250, 250, 0.3],
    [100, 900, 0.05],
    [900, 100, 0.05],
  ])("are told to differ in one of twenty at most where they do not: %i and %i of %f", (controls, treateds, share) => {
    const { told, covered } = countOut([controls, treateds], [share, share]);
    expect(told).toBeLessThanOrEqual(0.05);
    expect(covered).toBeGreaterThanOrEqual(0.945);
  });

  it("are told of to both sides alike, and of half as many again of 5% in six of ten, where a linear interval told it in fewer than five", () => {
    const nothing = countOut([400, 400], [0.05, 0.05]);
    expect(nothing.more).toBeCloseTo(nothing.less, 6);
    const { more, covered } = countOut([1_000, 1_000], [0.05, 0.075]);
    // By scipy: 63.8% and 95.0%.
    expect(more).toBeCloseTo(0.638, 3);
    expect(covered).toBeCloseTo(0.95, 3);
  });

  it.each<[controls: number, treateds: number, share: number, off: number]>([
    [1_000, 1_000, 0.05, 0.02],
    [500, 500, 0.3, 0.02],
    [200, 200, 0.8, 0.02],
    // Where arms are of unlike size, the test's own limits lie a little aside of this.
    [1_800, 200, 0.3, 0.06],
  ])("have a smallest lift that is found four times of five: %i and %i of %f", (controls, treateds, share, off) => {
    const lift = smallestShareLift({ units: controls, value: share }, treateds);
    expect(Math.abs(countOut([controls, treateds], [share, share * (1 + lift)]).more - 0.8)).toBeLessThan(off);
  });
});

it("the smallest lift is a number, also of one yes of a million against ten rows, and of all yes", () => {
  for (const [units, value, treated] of [
    [1e6, 1e-6, 10],
    [1e9, 1e-9, 2],
    [400, 1, 400],
  ] as const) {
    expect(smallestShareLift({ units, value }, treated)).toSatisfy(Number.isFinite);
  }
});

describe("the p of two shares", () => {
  it("is below 5% just where both intervals leave zero out to one side", () => {
    const arm = fc.integer({ min: 2, max: 2_000 }).chain((units) =>
      fc.record({
        units: fc.constant(units),
        yes: fc.integer({ min: 0, max: units }),
      }),
    );
    fc.assert(
      fc.property(arm, arm, (control, treated) => {
        const { absolute, relative, p } = tested(control, treated);
        const told = [absolute, ...(relative ? [relative] : [])].every((one) => leavesOut(one) !== 0);
        if (Math.abs(p - 0.05) > 1e-9) expect(p < 0.05).toBe(told);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(tested(treated, control).p).toBeCloseTo(p, 9);
      }),
      { seed: 2012, numRuns: 400 },
    );
  });

  it("is that of the same limits solved for zero by scipy's brentq, and 1 where nothing differs", () => {
    const none = { units: 21_306, yes: 122 };
    expect(tested(none, { units: 21_387, yes: 189 }).p).toBeCloseTo(0.000173116428748, 12);
    expect(tested(none, { units: 21_307, yes: 267 }).p / 4.2062568012400794e-13).toBeCloseTo(1, 6);
    expect(tested(none, none).p).toBe(1);
    expect(tested({ units: 1e9, yes: 1 }, { units: 1e9, yes: 1e9 - 1 }).p).toBeLessThan(1e-200);
  });

  it("has no relative interval where an arm is all no", () => {
    expect(tested({ units: 400, yes: 0 }, { units: 400, yes: 40 })).toMatchObject({ relative: null });
    expect(tested({ units: 400, yes: 40 }, { units: 400, yes: 0 }).p).toBeLessThan(1e-8);
    expect(compareShares({ units: 0, yes: 0 }, { units: 9, yes: 1 })).toEqual({ reason: "no_units" });
  });
});
