import { designError, powerOf } from "../../../src/core/stats/power.ts";
import { smallestLift } from "../../../src/core/stats/smallest-effect.ts";
import { drawExperiment, emptyCells, liftOutcomes } from "./experiment.ts";
import type { Ledger } from "./ledger.ts";
import { createPopulation, NOTHING } from "./population.ts";
import { explainedShare, moments } from "./truth.ts";

/** Fixed before any result was looked at. */
const SEED = 20_261_133;

/** With the effect that power analysis calls the smallest to be seen planted: how often is it seen? */
export function provePower(ledger: Ledger, runs: number): void {
  [
    { members: 1_000, heldOut: 0.5 },
    { members: 10_000, heldOut: 0.1 },
  ].forEach(({ members, heldOut }, size) => {
    const group = `power · ${members.toLocaleString("en")}, ${heldOut * 100}% held out`;
    if (!ledger.wants(group)) return;
    const untouched = moments(createPopulation(() => NOTHING, { shares: [heldOut] }).kinds, "held_out", "visits");
    // Of logarithms: variances over squared means.
    const variance = relativeVariance(untouched);
    const error = designError({ units: members, heldOut, mean: 1, variance });
    if ("reason" in error) throw new Error(error.reason);
    const effect = { ...NOTHING, visits: smallestLift(error.standardError) };
    const population = createPopulation(() => effect, { shares: [heldOut] });
    const treatedVariance = relativeVariance(moments(population.kinds, "treated", "visits"));
    const design = { units: members, heldOut, mean: 1, variance, treatedVariance };
    const correlation = Math.sqrt(explainedShare(untouched));
    const planned = Math.log1p(effect.visits);
    const expected = [powerOf(design, planned), powerOf({ ...design, correlation }, planned)];
    const cells = emptyCells(population);
    for (let run = 0; run < ledger.runsOf(runs); run++) {
      drawExperiment(population, members, ledger.randomOf(SEED, size, run), cells);
      const visits = liftOutcomes(cells).outcomes.find(({ outcome }) => outcome === "visits");
      [visits?.relative, visits?.cuped.relative].forEach((interval, adjusted) => {
        const power = expected[adjusted];
        if (!interval || !power || "reason" in power) throw new Error("no interval");
        const claim = `${adjusted === 1 ? "with CUPED, " : ""}the smallest effect on visits is seen`;
        ledger.count(group, claim, "exactly", power.power, interval.low > 0);
      });
    }
  });
}

function relativeVariance({ variance, mean, per }: ReturnType<typeof moments>): number {
  return variance / (mean / per) ** 2;
}
