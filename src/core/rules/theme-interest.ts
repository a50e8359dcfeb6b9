import { DAY_MS } from "../calendar.ts";
import { TASTE_PRIOR_VIEWS, VIEW_WEIGHT_GRAINS } from "../picks/scores.ts";

/**
 * What interest in a theme is, for conditions and for whom a rule tells: the affinity that picks go by, the theme's share of
 * the member's views, each weighed by its age. The fragments read a `view v` of a `content c`; `at`, `weights` and `today`
 * are expressions.
 */

/** Of the member's views, at least. */
export const INTEREST_ABOVE = 0.2;
/** One view is no interest, however few others there are. */
export const LEAST_VIEWS_ON_THEME = 2;

/** Whole weights in grains, by age in days; older ones count as the last. */
export const VIEW_WEIGHTS = VIEW_WEIGHT_GRAINS;
/** As if so much had been viewed on nothing. */
export const PRIOR_GRAINS = TASTE_PRIOR_VIEWS * (VIEW_WEIGHTS[0] as number);

/** Days since 1970-01-01 UTC. */
export function dayNumberOf(at: Date): number {
  return Math.floor(at.getTime() / DAY_MS);
}

export function countedViewSql(at: string): string {
  return `v.first_viewed_at <= ${at} AND c.published_at <= ${at}`;
}

/** Whole numbers that doubles hold exactly, so the order of the views changes nothing, and a sum of them is fast. */
export function viewWeightSql(weights: string, today: string): string {
  const age = `${today} - ((v.first_viewed_at AT TIME ZONE 'UTC')::date - date '1970-01-01')`;
  return `(${weights})[1 + least(${VIEW_WEIGHTS.length - 1}, ${age})]`;
}
