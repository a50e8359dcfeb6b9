import type { Viewers } from "./popularity.ts";

// Chosen on weeks 9 to 24 before the end of a real community's log (five hot picks, 2,062 member-weeks: one of them viewed
// in the week that follows for 34%, 25% for newest first and for decayed popularity), then looked at once on the last
// eight weeks: 31% against 25% and 22%.
const FRESHNESS_HALF_LIFE_DAYS = 1;
const FRESHNESS_WEIGHT = 4;
const LASTING_AGE_DAYS = 180;
/** Who found an old content in the last two weeks tells more of it than who read it when it was new. */
const RECENT_VIEWER_WEIGHT = 10;

/** Who takes the trouble of calling a content useful counts, for good, like one who has viewed it today. */
const USEFUL_WEIGHT = 1;

/** How much more a hot content counts for a reader who reads nothing but its theme. */
export const HOT_AFFINITY_WEIGHT = 2;
/** Multiplied in once for each pick already chosen on the theme, or by the author. */
const SAME_THEME_PENALTY = 0.75;
const SAME_AUTHOR_PENALTY = 0.6;
/** Views count half after this many days. */
const TASTE_HALF_LIFE_DAYS = 60;
/** As if the reader had also viewed this many contents on nothing: one view is no passion. */
export const TASTE_PRIOR_VIEWS = 2;
/** A reader whose taste is unknown takes the community's: every theme counts this much. */
export const UNKNOWN_TASTE_AFFINITY = 0.1;
/** A neighbouring theme counts for less than one that the member reads. */
export const NEIGHBOUR_WEIGHT = 0.5;

/**
 * Recent distinct viewers with time decay, and freshness. Viewers come as counts by age, not as a sum of
 * weights from SQL: a sum of floats depends on the order of the rows, and picks would too.
 */
export function hotBase(ageDays: number, viewers: Viewers): number {
  const decayed =
    viewers.lastDay * 0.3 +
    viewers.last3Days * 0.3 +
    viewers.last7Days * 0.25 +
    viewers.last14Days * 0.15 +
    viewers.useful * USEFUL_WEIGHT;
  return FRESHNESS_WEIGHT * 2 ** (-ageDays / FRESHNESS_HALF_LIFE_DAYS) + Math.log1p(decayed) + 0.1;
}

/** What goes on being read long after it came out; at least a little, so that nothing is lost for want of viewers. */
export function lastingQuality(ageDays: number, viewers: Viewers): number {
  return (
    (0.1 + Math.log1p(viewers.viewers + RECENT_VIEWER_WEIGHT * (viewers.last14Days + USEFUL_WEIGHT * viewers.useful))) /
    Math.sqrt(1 + ageDays / LASTING_AGE_DAYS)
  );
}

const OLDEST_VIEW_DAYS = 1000;
/** Weights are whole multiples of this, so that their sums are exact and the order of the views cannot matter. */
const WEIGHT_GRAIN = 2 ** -24;
/** By age in days, in grains; the last one stands for all that are older. */
export const VIEW_WEIGHT_GRAINS: readonly number[] = Array.from({ length: OLDEST_VIEW_DAYS + 1 }, (_, age) =>
  Math.ceil(2 ** (-age / TASTE_HALF_LIFE_DAYS) / WEIGHT_GRAIN),
);
const VIEW_WEIGHTS = Float64Array.from(VIEW_WEIGHT_GRAINS, (grains) => grains * WEIGHT_GRAIN);

/** What a view of so many days ago tells of the taste of today: 1 today, a half after 60 days. */
export function viewWeight(ageDays: number): number {
  return VIEW_WEIGHTS[Math.min(OLDEST_VIEW_DAYS, Math.max(0, ageDays))] as number;
}

/** What the reader's affinity makes of a hot content: 1 where nothing is known, so that news reaches everybody. */
export function hotTaste(affinity: number): number {
  return 1 + HOT_AFFINITY_WEIGHT * affinity;
}

const MOST_PICKS = 100;
const powersOf = (factor: number): Float64Array => Float64Array.from({ length: MOST_PICKS }, (_, n) => factor ** n);
const THEME_PENALTIES = powersOf(SAME_THEME_PENALTY);
const AUTHOR_PENALTIES = powersOf(SAME_AUTHOR_PENALTY);

/** 1 for the first of its theme and author; falls with each pick already chosen that shares one. */
export function diversityFactor(chosenOnTheme: number, chosenByAuthor: number): number {
  const theme = THEME_PENALTIES[Math.min(MOST_PICKS - 1, chosenOnTheme)] as number;
  return theme * (AUTHOR_PENALTIES[Math.min(MOST_PICKS - 1, chosenByAuthor)] as number);
}
