import { DAY_MS } from "../calendar.ts";
import type { Candidates } from "./candidates.ts";
import { NONE } from "./candidates.ts";
import type { Reader } from "./pick.ts";
import { NEIGHBOUR_WEIGHT, TASTE_PRIOR_VIEWS, viewWeight } from "./scores.ts";

/** What a reader's views tell, held in the candidates' scratch until `forgetTaste`. */
export interface Taste {
  /** Themes of which the reader has viewed a content; their affinity, above 0 and below 1, is in `scratch.affinity`. */
  readonly themes: readonly number[];
  /** The largest affinity; 0 when nothing is known. */
  readonly largest: number;
  /** Themes that neighbour those and are none of them; their affinity is in `scratch.nearAffinity`. */
  nearThemes: number[];
}

/**
 * The reader's affinity for each theme: its share of their views, the recent ones counting most. Marks what they have seen
 * as excluded in `generation`: one walk over the views serves both.
 */
export function readTaste(candidates: Candidates, reader: Reader, generation: number): Taste {
  const { indexOf, themeStart, themeOf, scratch } = candidates;
  const { affinity, viewedInTheme } = scratch;
  const today = Math.floor(candidates.at.getTime() / DAY_MS);
  const themes: number[] = [];
  let total = TASTE_PRIOR_VIEWS;
  for (const [contentId, day] of reader.viewed) {
    const index = indexOf.get(contentId);
    if (index === undefined) continue;
    if (hasSeen(candidates, reader, index, contentId)) scratch.excludedIn[index] = generation;
    const end = themeStart[index + 1] as number;
    const weight = viewWeight(today - day);
    total += weight;
    for (let at = themeStart[index] as number; at < end; at++) {
      const theme = themeOf[at] as number;
      if (viewedInTheme[theme] === 0) themes.push(theme);
      viewedInTheme[theme] = (viewedInTheme[theme] as number) + 1;
      affinity[theme] = (affinity[theme] as number) + weight;
    }
  }
  let largest = 0;
  for (let at = 0; at < themes.length; at++) {
    const theme = themes[at] as number;
    const share = (affinity[theme] as number) / total;
    affinity[theme] = share;
    if (share <= largest) continue;
    largest = share;
    // A search that starts with the favourite theme soon knows what it need not look at.
    themes[at] = themes[0] as number;
    themes[0] = theme;
  }
  return { themes, largest, nearThemes: [] };
}

/** Of a content that they have viewed: whether that was more than the announcement of a live that is over. */
export function hasSeen({ isReplay }: Candidates, { replays }: Reader, index: number, contentId: number): boolean {
  return isReplay[index] === 0 || replays?.has(contentId) === true;
}

/** Adds the neighbouring themes, each by the closest of the reader's own. Only for readers whose own are exhausted. */
export function addNeighbours(candidates: Candidates, taste: Taste): void {
  const { affinity, nearAffinity, nearestOwn, viewedInTheme } = candidates.scratch;
  // In the order of their numbers, so that ties do not depend on the order of the views.
  for (const own of [...taste.themes].sort((a, b) => a - b)) {
    for (const { theme, share } of candidates.neighbours[own] ?? []) {
      if (viewedInTheme[theme] !== 0) continue;
      const near = (affinity[own] as number) * share * NEIGHBOUR_WEIGHT;
      if (nearAffinity[theme] === 0) taste.nearThemes.push(theme);
      if (near > (nearAffinity[theme] as number)) {
        nearAffinity[theme] = near;
        nearestOwn[theme] = own;
      }
    }
  }
}

export function forgetTaste(candidates: Candidates, taste: Taste): void {
  const { affinity, nearAffinity, nearestOwn, viewedInTheme } = candidates.scratch;
  for (const theme of taste.themes) {
    affinity[theme] = 0;
    viewedInTheme[theme] = 0;
  }
  for (const theme of taste.nearThemes) {
    nearAffinity[theme] = 0;
    nearestOwn[theme] = NONE;
  }
}

/** The theme of content `index` with the largest weight, the first of equals; NONE when all are 0. */
export function favouriteTheme(candidates: Candidates, index: number, weights: Float64Array): number {
  const { themeStart, themeOf } = candidates;
  const end = themeStart[index + 1] as number;
  let best = NONE;
  let largest = 0;
  for (let at = themeStart[index] as number; at < end; at++) {
    const theme = themeOf[at] as number;
    const weight = weights[theme] as number;
    if (weight > largest) {
      largest = weight;
      best = theme;
    }
  }
  return best;
}
