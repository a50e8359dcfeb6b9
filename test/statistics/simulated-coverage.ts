import { expect } from "vitest";
import { OUTCOMES, type OutcomeLift } from "../../src/report/lift/lift-report.ts";
import { type DigestEffect, PLANTED_EFFECT } from "../../src/simulate/behaviour.ts";
import { type ExposedMember, plantedEffects } from "../../src/simulate/outcomes.ts";
import { exactLimits } from "./exact-limits.ts";
import { liftExposed, readProgramme, simulateExposed } from "./simulated-lift.ts";

/** Fixed before any result was looked at. */
const SEEDS = Array.from({ length: 100 }, (_, index) => index + 1);

const CLAIMED = 0.95;

export interface Coverage {
  /** Mean over the communities of what was planted. */
  readonly planted: ReadonlyMap<string, number>;
  /** Of how many communities the interval held what was planted. */
  readonly held: ReadonlyMap<string, number>;
}

/**
 * The report's intervals in every community, against the true effect in that same community: once as it was, and once as it
 * would have been without mails to anybody, each member in the arm drawn. Both from one simulation.
 */
export function measureCoverage(): { readonly withMails: Coverage; readonly without: Coverage } {
  const programme = readProgramme();
  const [withMails, without] = [new Tally(), new Tally()];
  for (const seed of SEEDS) {
    const exposed = simulateExposed(seed, PLANTED_EFFECT, programme);
    withMails.add(seed, exposed);
    without.add(
      seed,
      exposed.map((member) => ({ ...member, treated: member.held_out })),
    );
  }
  return { withMails, without };
}

/** What is planted in each of the first communities by digests of this effect. */
export function plantIn(communities: number, effect: DigestEffect) {
  const programme = readProgramme();
  return SEEDS.slice(0, communities).map((seed) => {
    const exposed = simulateExposed(seed, effect, programme);
    return plantedEffects(exposed, horizonOf(liftExposed(exposed))).map((planted) => planted.effect);
  });
}

class Tally implements Coverage {
  readonly planted = new Map<string, number>();
  readonly held = new Map<string, number>();

  add(seed: number, exposed: readonly ExposedMember[]): void {
    const lifts = liftExposed(exposed);
    for (const { outcome, effect: truth } of plantedEffects(exposed, horizonOf(lifts))) {
      if (truth === null) throw new Error(`seed ${seed}: nobody exposed`);
      addTo(this.planted, outcome, truth / SEEDS.length);
      const lift = lifts.find((one) => one.outcome === outcome);
      const intervals = {
        classic: lift?.absolute,
        sequential: lift?.sequential.absolute,
        // A time that may be cut short is not adjusted by history.
        ...(outcome === "time_to_return" ? {} : { cuped: lift?.cuped.absolute }),
      };
      for (const [kind, interval] of Object.entries(intervals)) {
        if (!interval) throw new Error(`seed ${seed}: no ${kind} interval for ${outcome}: ${lift?.reason}`);
        addTo(this.held, `${outcome} ${kind}`, interval.low <= truth && truth <= interval.high ? 1 : 0);
      }
    }
  }
}

function addTo(map: Map<string, number>, name: string, value: number): void {
  map.set(name, (map.get(name) ?? 0) + value);
}

function horizonOf(lifts: readonly OutcomeLift[]): number | null {
  return lifts.find(({ outcome }) => outcome === "time_to_return")?.horizonDays ?? null;
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
