import type { ArmValue, Outcome } from "../lift/lift-report.ts";

const DAYS_A_WEEK = 7;

export interface CountsBehind {
  readonly count: number;
  readonly total: number;
}

/**
 * The absolute numbers behind a value, in the units in which it is read: visits a week are visits over weeks, all members added up
 * (the report as data has days). null of days between visits: the same visits turned over, whose numbers stand with those.
 */
export function countsBehind(outcome: Outcome, { numerator, denominator }: ArmValue): CountsBehind | null {
  if (outcome === "revisit_interval") return null;
  return { count: numerator, total: outcome === "visits" ? denominator / DAYS_A_WEEK : denominator };
}
