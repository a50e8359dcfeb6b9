import { expect } from "vitest";
import { OUTCOMES } from "../../src/report/lift-report.ts";
import type { DigestEffect } from "../../src/simulate/behaviour.ts";
import { plantedEffects } from "../../src/simulate/outcomes.ts";
import { exactLimits } from "./exact-limits.ts";
import { readProgramme, simulateLift } from "./simulated-lift.ts";

/** Fixed before any result was looked at. */
export const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1);

const CLAIMED = 0.95;

export interface Coverage {
  /** Mean over the communities of what was planted. */
  readonly planted: ReadonlyMap<string, number>;
  /** Of how many communities the interval held what was planted. */
  readonly held: ReadonlyMap<string, number>;
}

/** The report's intervals in every community, against the true effect in that same community. */
export function measureCoverage(effect: DigestEffect): Coverage {
  const programme = readProgramme();
  const planted = new Map<string, number>();
  const held = new Map<string, number>();
  const add = (map: Map<string, number>, name: string, value: number) => map.set(name, (map.get(name) ?? 0) + value);
  for (const seed of SEEDS) {
    const { exposed, lifts } = simulateLift(seed, effect, programme);
    const horizonDays = lifts.find(({ outcome }) => outcome === "time_to_return")?.horizonDays ?? null;
    for (const { outcome, effect: truth } of plantedEffects(exposed, horizonDays)) {
      if (truth === null) throw new Error(`seed ${seed}: nobody exposed`);
      add(planted, outcome, truth / SEEDS.length);
      const lift = lifts.find((one) => one.outcome === outcome);
      const intervals = {
        classic: lift?.absolute,
        sequential: lift?.sequential.absolute,
        // A time that may be cut short is not adjusted by history.
        ...(outcome === "time_to_return" ? {} : { cuped: lift?.cuped.absolute }),
      };
      for (const [kind, interval] of Object.entries(intervals)) {
        if (!interval) throw new Error(`seed ${seed}: no ${kind} interval for ${outcome}: ${lift?.reason}`);
        add(held, `${outcome} ${kind}`, interval.low <= truth && truth <= interval.high ? 1 : 0);
      }
    }
  }
  return { planted, held };
}

/** Classic and adjusted intervals hold the truth in 95 of 100 experiments; always-valid ones at least that often. */
export function expectClaimedCoverage({ held }: Coverage): void {
  const { low, high } = exactLimits(SEEDS.length, CLAIMED);
  for (const outcome of OUTCOMES) {
    for (const kind of ["classic", ...(outcome === "time_to_return" ? [] : ["cuped"]), "sequential"]) {
      const name = `${outcome} ${kind}`;
      expect.soft(held.get(name), name).toBeGreaterThanOrEqual(low);
      if (kind !== "sequential") expect.soft(held.get(name), name).toBeLessThanOrEqual(high);
    }
  }
}
