import { DAY_MS } from "../../core/calendar.ts";
import { type AdviceFacts, HISTORY_WEEKS, type VisitSpread } from "./ports.ts";

/** What an experiment over so many weeks would meet: visits a member, their variance between units, and their tie to the past. */
export interface Spread {
  readonly weeks: number;
  readonly mean: number;
  readonly variance: number;
  /** Of the visits with those of the weeks of history before; from -1 to 1. */
  readonly correlation: number;
  /** expected: visits are not known for so long, and the weeks that are known stand for the others. */
  readonly basis: "measured" | "expected";
}

/**
 * The spread over each of these weeks; empty where visits are known for too short a time to tell any.
 *
 * Where they are known for less than asked, a member's visits a week are taken as a lasting part, whose variance B is that
 * between members, and one of chance, whose variance N falls with the weeks (one-way random effects: Searle, Casella and
 * McCulloch, Variance Components, 1992): over w weeks B + N/w, and B in common with the weeks before. Both are those of the
 * longest time that is known. Members whose habits change have less in common over half a year than this says.
 */
export function spreadOverWeeks(facts: AdviceFacts, to: Date, durations: readonly number[]): Spread[] {
  const known = facts.spreads.filter((spread) => durations.includes(spread.weeks) && isKnown(spread, facts, to));
  const longest = known.at(-1);
  if (longest === undefined) return [];
  return durations.map((weeks) => {
    const measured = known.find((spread) => spread.weeks === weeks);
    return measured ? measuredSpread(measured) : expectedSpread(longest, weeks);
  });
}

/** The share who come within a week, as a spread; null where visits are known for too short a time. */
export function spreadOfComing(facts: AdviceFacts, to: Date): Spread | null {
  const week = facts.spreads.find(({ weeks }) => weeks === 1);
  return week !== undefined && isKnown(week, facts, to) ? measuredSpread(week) : null;
}

/** Visits were recorded all that time, and most members were there. */
function isKnown({ weeks, members, mean, variance }: VisitSpread, facts: AdviceFacts, to: Date): boolean {
  const start = to.getTime() - (weeks + HISTORY_WEEKS) * 7 * DAY_MS;
  // The first visit of a community comes at some hour of its first days, not at their beginning.
  const recorded = facts.firstVisitAt !== null && facts.firstVisitAt.getTime() <= start + 7 * DAY_MS;
  return recorded && members >= facts.members / 2 && mean > 0 && variance !== null && variance > 0;
}

function measuredSpread({ weeks, mean, variance, varianceBefore, covariance }: VisitSpread): Spread {
  return {
    weeks,
    mean,
    variance: variance ?? 0,
    correlation: correlationOf(covariance ?? 0, variance ?? 0, varianceBefore ?? 0),
    basis: "measured",
  };
}

function expectedSpread(
  { weeks: known, mean, variance, varianceBefore, covariance }: VisitSpread,
  weeks: number,
): Spread {
  const lasting = Math.max(0, covariance ?? 0) / (known * HISTORY_WEEKS);
  const chance = Math.max(0, known * ((variance ?? 0) / known ** 2 - lasting));
  const expected = weeks ** 2 * (lasting + chance / weeks);
  return {
    weeks,
    mean: (mean * weeks) / known,
    variance: expected,
    correlation: correlationOf(weeks * HISTORY_WEEKS * lasting, expected, varianceBefore ?? 0),
    basis: "expected",
  };
}

function correlationOf(covariance: number, variance: number, varianceBefore: number): number {
  const scale = Math.sqrt(variance * varianceBefore);
  return scale > 0 ? Math.min(1, Math.max(-1, covariance / scale)) : 0;
}
