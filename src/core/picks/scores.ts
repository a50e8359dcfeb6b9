import type { ContentPopularity } from "./popularity.ts";

const FRESHNESS_HALF_LIFE_DAYS = 2;
const FRESHNESS_WEIGHT = 4;
const LASTING_AGE_DAYS = 180;

/** How much more a hot content counts for a reader who reads nothing but its theme. */
export const HOT_AFFINITY_WEIGHT = 2;
/** The n-th pick on a theme, or by an author, already chosen: multiplied in once for each earlier one. */
export const SAME_THEME_PENALTY = 0.75;
export const SAME_AUTHOR_PENALTY = 0.6;
/** A reader whose taste is unknown takes the community's: every theme counts this much. */
export const UNKNOWN_TASTE_AFFINITY = 0.1;
/** A neighbouring theme counts for less than one that the member reads. */
export const NEIGHBOUR_WEIGHT = 0.5;

/**
 * Recent distinct viewers with time decay, and freshness. Viewers come as counts by age, not as a sum of
 * weights from SQL: a sum of floats depends on the order of the rows, and picks would too.
 */
export function hotBase(ageDays: number, viewers: ContentPopularity): number {
  const decayed =
    viewers.lastDay * 0.3 + viewers.last3Days * 0.3 + viewers.last7Days * 0.25 + viewers.last14Days * 0.15;
  return FRESHNESS_WEIGHT * 2 ** (-ageDays / FRESHNESS_HALF_LIFE_DAYS) + Math.log1p(decayed) + 0.1;
}

/** What goes on being read long after it came out; at least a little, so that nothing is lost for want of viewers. */
export function lastingQuality(ageDays: number, viewers: ContentPopularity): number {
  return (0.1 + Math.log1p(viewers.viewers + 2 * viewers.last14Days)) / Math.sqrt(1 + ageDays / LASTING_AGE_DAYS);
}
