import type { Arm } from "../../../src/core/community.ts";
import { phaseWeights } from "../../../src/core/stats/pool-phases.ts";
import type { DigestOutcome } from "../../../src/report/lift/lift-report.ts";
import { MEASURE_OF, type RatioOutcome } from "../../../src/report/lift/outcome-lift.ts";
import type { Measure } from "../../../src/report/ports.ts";
import { expectOutcome, expectVisits, type Kind, type Population } from "./population.ts";

/** What is true of both arms, of everybody in the population. */
export interface TrueValues {
  readonly treated: number;
  readonly held_out: number;
}

export type PhaseSizes = readonly { readonly treated: number; readonly held_out: number }[];

/** The effect that an interval has to cover, phases weighed by their sizes in this run as the report weighs them. */
export class Truth {
  readonly #population: Population;
  readonly #known = new Map<string, TrueValues>();

  constructor(population: Population) {
    this.#population = population;
  }

  effect(outcome: DigestOutcome, sizes: PhaseSizes, horizonDays: number | null) {
    const phases = sizes.flatMap((size, phase) => {
      const values = this.#values(outcome, phase, horizonDays);
      return values === null ? [] : [{ size, values }];
    });
    const weights = phaseWeights(
      phases.map(({ size }) => ({ treated: { units: size.treated }, control: { units: size.held_out } })),
    );
    const pooled = (arm: Arm) => phases.reduce((sum, { values }, at) => sum + (weights[at] as number) * values[arm], 0);
    const [treated, heldOut] = [pooled("treated"), pooled("held_out")];
    return { absolute: treated - heldOut, relative: treated / heldOut - 1 };
  }

  /** null: the phase has nobody who could be watched for so long. */
  #values(outcome: DigestOutcome, phase: number, horizonDays: number | null): TrueValues | null {
    const key = `${outcome} ${phase} ${horizonDays}`;
    const known = this.#known.get(key);
    if (known) return known;
    const kinds = this.#population.kinds.filter((kind) => kind.phase === phase);
    if (outcome === "time_to_return" && !kinds.some(({ days }) => days >= (horizonDays ?? 0))) return null;
    const of = (arm: Arm) =>
      outcome === "time_to_return" ? meanAway(kinds, arm, horizonDays ?? 0) : ratioOf(kinds, arm, outcome);
    const values = { treated: of("treated"), held_out: of("held_out") };
    this.#known.set(key, values);
    return values;
  }
}

function ratioOf(kinds: readonly Kind[], arm: Arm, outcome: RatioOutcome): number {
  const { mean, per } = moments(kinds, arm, MEASURE_OF[outcome]);
  if (outcome === "revisit_interval") return per / mean;
  return outcome === "visits" ? (7 * mean) / per : mean / per;
}

/**
 * Days until the next visit, those who are not back counted as the horizon: the product of the shares, hour by hour, who do
 * not come of those still waited for. The end cuts members off by their day of exposure, which goes with their pace.
 */
function meanAway(kinds: readonly Kind[], arm: Arm, horizonDays: number): number {
  const hours = horizonDays * 24;
  const [waiting, back] = [new Float64Array(hours), new Float64Array(hours)];
  for (const { days, [arm]: course } of kinds) {
    let away = 1;
    for (let hour = 0; hour < Math.min(hours, days * 24); hour++) {
      const still = Math.exp(-expectVisits(course, Math.min(days, (hour + 1) / 24)));
      waiting[hour] = (waiting[hour] as number) + away;
      back[hour] = (back[hour] as number) + away - still;
      away = still;
    }
  }
  let [share, area] = [1, 0];
  for (let hour = 0; hour < hours; hour++) {
    const next = share * (1 - (back[hour] as number) / (waiting[hour] as number));
    area += (share + next) / 2;
    share = next;
  }
  return area / 24;
}

interface Moments {
  readonly mean: number;
  readonly per: number;
  /** Of the linear form, between members: of the value, of the visits before, and of both. */
  readonly variance: number;
  readonly beforeVariance: number;
  readonly covariance: number;
}

/** Of everybody who counts for a measure. Outcome and history of one kind of member are independent Poisson draws. */
export function moments(kinds: readonly Kind[], arm: Arm, measure: Measure): Moments {
  const rows = kinds.flatMap((kind) => {
    const outcome = expectOutcome(kind, arm, measure);
    return outcome ? [{ ...outcome, history: kind.before * kind.historyDays, days: kind.historyDays }] : [];
  });
  const average = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const [mean, per] = [average((row) => row.mean), average((row) => row.per)];
  const [history, days] = [average((row) => row.history), average((row) => row.days)];
  const main = (row: (typeof rows)[number]) => row.mean - (mean / per) * row.per;
  const before = (row: (typeof rows)[number]) => row.history - (history / days) * row.days;
  return {
    mean,
    per,
    variance: average((row) => row.variance + main(row) ** 2) / per ** 2,
    beforeVariance: average((row) => row.history + before(row) ** 2) / days ** 2,
    covariance: average((row) => main(row) * before(row)) / per / days,
  };
}

/** Squared correlation of an outcome with the visits before: the share of the variance that CUPED takes off. */
export function explainedShare({ variance, beforeVariance, covariance }: Moments): number {
  return covariance ** 2 / variance / beforeVariance;
}
