import { type Candidates, largestOf, NONE } from "./candidates.ts";
import { diversityFactor, hotTaste, UNKNOWN_TASTE_AFFINITY } from "./scores.ts";
import { isOpenTo, type Search, type Selection } from "./selection.ts";

// The lists are sorted by base, and what multiplies it is bounded for the reader: as soon as even the largest factor
// could not reach the best found, the rest of the list cannot either. A content on several themes is found at the
// latest in the list of the one that the reader likes best.

export const findHot: Search = (candidates, taste, selection) => {
  const { hot, base } = candidates;
  const { affinity } = candidates.scratch;
  const largestFactor = hotTaste(taste.largest);
  for (let at = 0; at < hot.length; at++) {
    const index = hot[at] as number;
    const worth = base[index] as number;
    if (worth * largestFactor < selection.bestScore) return;
    if (!isOpenTo(candidates, selection, index)) continue;
    offer(candidates, selection, index, worth * hotTaste(largestOf(candidates, index, affinity)));
  }
};

export const findCold: Search = (candidates, taste, selection) => {
  if (taste.themes.length > 0) {
    findInThemes(candidates, selection, taste.themes, candidates.scratch.affinity);
    return;
  }
  const { cold, base } = candidates;
  for (let at = 0; at < cold.length; at++) {
    const index = cold[at] as number;
    const worth = (base[index] as number) * UNKNOWN_TASTE_AFFINITY;
    if (worth < selection.bestScore) return;
    if (isOpenTo(candidates, selection, index)) offer(candidates, selection, index, worth);
  }
};

/** On the neighbours of the reader's themes; `addNeighbours` comes before. */
export const findNear: Search = (candidates, taste, selection) => {
  findInThemes(candidates, selection, taste.nearThemes, candidates.scratch.nearAffinity);
};

function findInThemes(
  candidates: Candidates,
  selection: Selection,
  themes: readonly number[],
  affinity: Float64Array,
): void {
  const { coldByTheme, base } = candidates;
  for (const theme of themes) {
    const list = coldByTheme[theme];
    if (list === undefined) continue;
    const weight = affinity[theme] as number;
    const diversity = diversityFactor(candidates.scratch.chosenInTheme[theme] as number, 0);
    for (let at = 0; at < list.length; at++) {
      const index = list[at] as number;
      const worth = base[index] as number;
      if (worth * weight * diversity < selection.bestScore) break;
      if (!isOpenTo(candidates, selection, index)) continue;
      offer(candidates, selection, index, worth * largestOf(candidates, index, affinity));
    }
  }
}

function offer(candidates: Candidates, selection: Selection, index: number, worth: number): void {
  if (worth < selection.bestScore) return;
  const score = worth * diversityOf(candidates, index);
  if (score < selection.bestScore || (score === selection.bestScore && index > selection.bestIndex)) return;
  selection.bestIndex = index;
  selection.bestScore = score;
}

/** What the choice so far leaves of a content's worth. */
export function diversityOf(candidates: Candidates, index: number): number {
  const { scratch, authorOf } = candidates;
  const author = authorOf[index] as number;
  const byAuthor = author === NONE ? 0 : (scratch.chosenByAuthor[author] as number);
  return diversityFactor(largestOf(candidates, index, scratch.chosenInTheme), byAuthor);
}
