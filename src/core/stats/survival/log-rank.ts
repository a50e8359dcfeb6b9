import { chiSquaredTail } from "../distributions.ts";
import { buildLifeTable, type LifeTable, type SurvivalReason, type TimeCount } from "./life-table.ts";
import { quadraticForm } from "./quadratic-form.ts";

/**
 * How much each time of an event counts: all alike (log-rank; Mantel 1966), by the number at risk (Gehan 1965, Breslow 1970),
 * by its square root (Tarone and Ware 1977), by the survival of all groups together, Π (1 − events / (at risk + 1)), this
 * time included (Peto and Peto 1972), or by S₋^early × (1 − S₋)^late of Kaplan and Meier's curve before that time
 * (Fleming and Harrington 1991). The later ones weigh early times more.
 */
export type LogRankWeight =
  | "log_rank"
  | "gehan_breslow"
  | "tarone_ware"
  | "peto_peto"
  | { readonly early: number; readonly late: number };

export interface LogRank {
  readonly chiSquared: number;
  /** Groups with anybody to expect an event of, minus one. */
  readonly degrees: number;
  readonly p: number;
  /** In the order given; with weights, weighted. */
  readonly groups: readonly { readonly observed: number; readonly expected: number }[];
  /** Hypergeometric covariance of observed minus expected, group by group. */
  readonly covariance: readonly (readonly number[])[];
}

/**
 * Whether groups have the event at the same pace, from the counts of each. A group without anybody is left out of the
 * comparison; fewer than two are `no_units`.
 */
export function logRank(
  groups: readonly (readonly TimeCount[])[],
  weight: LogRankWeight = "log_rank",
): LogRank | { readonly reason: SurvivalReason } {
  return stratifiedLogRank([groups], weight);
}

/**
 * The same, with units compared only within their stratum (a phase, in which one share was held out): observed, expected and
 * covariance add up over strata. Each stratum gives the same groups in the same order.
 */
export function stratifiedLogRank(
  strata: readonly (readonly (readonly TimeCount[])[])[],
  weight: LogRankWeight = "log_rank",
): LogRank | { readonly reason: SurvivalReason } {
  const size = strata[0]?.length ?? 0;
  const total: Sums = {
    observed: new Array<number>(size).fill(0),
    expected: new Array<number>(size).fill(0),
    covariance: Array.from({ length: size }, () => new Array<number>(size).fill(0)),
  };
  const peopled = new Set<number>();
  for (const groups of strata) {
    if (groups.length !== size) return { reason: "out_of_range" };
    const tables: LifeTable[] = [];
    for (const [index, counts] of groups.entries()) {
      const built = buildLifeTable(counts);
      if ("reason" in built && built.reason !== "no_units") return built;
      tables.push("table" in built ? built.table : []);
      if ("table" in built) peopled.add(index);
    }
    addStratum(total, tables, weight);
  }
  if (peopled.size < 2) return { reason: "no_units" };
  return testOf(total);
}

interface Sums {
  readonly observed: number[];
  readonly expected: number[];
  readonly covariance: number[][];
}

function testOf({ observed, expected, covariance }: Sums): LogRank | { readonly reason: SurvivalReason } {
  if (!(observed.reduce((sum, value) => sum + value, 0) > 0)) return { reason: "no_events" };
  const tested = quadraticForm(
    observed.map((value, group) => value - (expected[group] as number)),
    covariance,
  );
  if (tested.rank === 0) return { reason: "no_variance" };
  const p = chiSquaredTail(tested.value, tested.rank);
  if (!Number.isFinite(tested.value) || !Number.isFinite(p)) return { reason: "out_of_range" };
  return {
    chiSquared: tested.value,
    degrees: tested.rank,
    p,
    groups: observed.map((value, group) => ({ observed: value, expected: expected[group] as number })),
    covariance,
  };
}

function addStratum(total: Sums, tables: readonly LifeTable[], weight: LogRankWeight): void {
  const times = [
    ...new Set(tables.flatMap((table) => table.filter(({ events }) => events > 0).map(({ time }) => time))),
  ];
  const next = tables.map(() => 0);
  let [before, peto] = [1, 1];
  for (const time of times.sort((a, b) => a - b)) {
    const rows = tables.map((table, group) => {
      while ((table[next[group] as number]?.time ?? Number.POSITIVE_INFINITY) < time)
        next[group] = (next[group] as number) + 1;
      return table[next[group] as number];
    });
    const events = rows.map((row) => (row?.time === time ? row.events : 0));
    const risks = rows.map((row) => row?.atRisk ?? 0);
    const all = sum(events);
    const atRisk = sum(risks);
    peto *= 1 - all / (atRisk + 1);
    const factor = weigh(weight, atRisk, before, peto);
    before *= Math.max(0, 1 - all / atRisk);
    const shares = risks.map((risk) => risk / atRisk);
    // With one at risk there is nothing to draw, so no variance.
    const spread = atRisk > 1 ? (factor * factor * all * (atRisk - all)) / (atRisk - 1) : 0;
    for (const [group, share] of shares.entries()) {
      total.observed[group] = (total.observed[group] as number) + factor * (events[group] as number);
      total.expected[group] = (total.expected[group] as number) + factor * all * share;
      const row = total.covariance[group] as number[];
      for (const [other, otherShare] of shares.entries()) {
        row[other] = (row[other] as number) + spread * share * ((group === other ? 1 : 0) - otherShare);
      }
    }
  }
}

function weigh(weight: LogRankWeight, atRisk: number, before: number, peto: number): number {
  if (weight === "log_rank") return 1;
  if (weight === "gehan_breslow") return atRisk;
  if (weight === "tarone_ware") return Math.sqrt(atRisk);
  if (weight === "peto_peto") return peto;
  return before ** weight.early * (1 - before) ** weight.late;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
