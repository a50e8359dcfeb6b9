import type { NotComputable } from "../arm-estimate.ts";

/** Why a number of survival cannot be given. */
export type SurvivalReason =
  | NotComputable
  | "no_events"
  /** Somebody is still without the event at the last time that was observed, and after it nothing is known. */
  | "beyond_follow_up"
  /** Too few had the event for this share of them. */
  | "not_reached"
  | "different_horizons";

/**
 * The sufficient statistics of times that may be cut short: how many (or what weight) had the event at a time, and how many
 * were last seen then without it. Times in one unit throughout, from the start of each unit's own clock, never negative;
 * in any order, and a time may stand in several rows.
 */
export interface TimeCount {
  readonly time: number;
  readonly events: number;
  readonly censored: number;
}

/** One time at which somebody had the event or was last seen. */
export interface LifeRow extends TimeCount {
  /** Those still under observation just before; who is censored at this time stands among them, as after its events. */
  readonly atRisk: number;
}

/** Rows by time, each time once, all with somebody at risk. */
export type LifeTable = readonly LifeRow[];

/** One unit: the time of its event, or the time until which it is known not to have had it. */
export interface TimedUnit {
  readonly time: number;
  readonly event: boolean;
  /** 1 when not given. */
  readonly weight?: number;
}

export function countTimes(units: readonly TimedUnit[]): TimeCount[] {
  return units.map(({ time, event, weight = 1 }) => ({
    time,
    events: event ? weight : 0,
    censored: event ? 0 : weight,
  }));
}

/** The rows in order, with the number at risk. Rows that count nobody are dropped. */
export function buildLifeTable(
  counts: readonly TimeCount[],
): { readonly table: LifeTable } | { readonly reason: NotComputable } {
  const merged = new Map<number, { events: number; censored: number }>();
  for (const { time, events, censored } of counts) {
    if (!isCount(time) || !isCount(events) || !isCount(censored)) return { reason: "out_of_range" };
    if (events + censored === 0) continue;
    const row = merged.get(time) ?? { events: 0, censored: 0 };
    merged.set(time, { events: row.events + events, censored: row.censored + censored });
  }
  let atRisk = 0;
  const backwards = [...merged]
    .sort(([one], [other]) => other - one)
    .map(([time, { events, censored }]): LifeRow => {
      atRisk += events + censored;
      return { time, events, censored, atRisk };
    });
  if (backwards.length === 0) return { reason: "no_units" };
  return Number.isFinite(atRisk) ? { table: backwards.reverse() } : { reason: "out_of_range" };
}

function isCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
