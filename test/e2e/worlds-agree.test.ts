import { expect, it } from "vitest";
import { ARMS } from "../../src/core/community.ts";
import { countAccepted } from "../../src/core/count-accepted.ts";
import { MEASURES } from "../../src/report/ports.ts";
import { listExposed } from "../../src/simulate/outcomes.ts";
import { countReturns, sumArm } from "../statistics/simulated-lift.ts";
import { withDemoWorld } from "./demo-world.ts";

it("the programme in memory and the one in the database are the same: digests, exposures, visits, views, picks", async () => {
  await withDemoWorld({ seed: 2026, members: 120, weeks: 3 }, async ({ deps, endedAt, inMemory, told }) => {
    const digests = inMemory.lives.flatMap((life) => life.digests);
    const states = await deps.countStates();
    expect(countAccepted(states)).toBe(digests.filter(({ arm }) => arm === "treated").length);
    expect(states.withheld).toBe(digests.filter(({ arm }) => arm === "held_out").length);
    expect(deps.mailbox.search("").length).toBe(countAccepted(states));

    // Sums of every power that the report uses: they agree only if each member's own numbers do.
    const exposed = listExposed(inMemory, endedAt);
    const { store, settings } = deps.report;
    const window = { from: null, to: endedAt, rule: null, languages: settings.languages };
    for (const measure of MEASURES) {
      const measured = (await store.sumMeasure(measure, window)).filter(({ rule }) => rule === null);
      for (const arm of ARMS) {
        const inDatabase = measured.find((row) => row.arm === arm);
        const expected = sumArm(exposed, arm, measure).sums;
        expect(expected.main.units, "an arm without anyone proves nothing").toBeGreaterThan(20);
        for (const part of ["main", "before", "cross"] as const) {
          for (const [name, value] of Object.entries(expected[part])) {
            const found = (inDatabase?.sums[part] as unknown as Record<string, number> | undefined)?.[name];
            expect(found, `${measure} ${arm} ${part}.${name}`).toBeCloseTo(value, 6);
          }
        }
      }
    }
    const returns = (await store.timeReturns(window)).filter(({ rule }) => rule === null);
    for (const arm of ARMS) {
      const { times, watched } = countReturns(exposed, arm);
      const found = returns.filter((row) => row.arm === arm);
      const tally = (rows: readonly (readonly [number, number, number])[]) => {
        const sums = new Map<number, [number, number]>();
        for (const [at, one, other] of rows) {
          const [before = 0, otherBefore = 0] = sums.get(at) ?? [];
          sums.set(at, [before + one, otherBefore + other]);
        }
        return [...sums].sort(([one], [other]) => one - other);
      };
      const timesOf = (rows: typeof times) => tally(rows.map((row) => [row.hour, row.returned, row.censored]));
      const watchedOf = (rows: typeof watched) => tally(rows.map((row) => [row.days, row.members, 0]));
      expect(timesOf(found.flatMap((row) => row.times)), arm).toEqual(timesOf(times));
      expect(watchedOf(found.flatMap((row) => row.watched)), arm).toEqual(watchedOf(watched));
    }
    expect(told).toEqual([]);
  });
}, 300_000);
