import { mayOpen } from "../openings.ts";
import { type Candidates, NONE } from "./candidates.ts";
import type { Pick, PickKind, Reader } from "./pick.ts";
import { reasonFor } from "./reason.ts";
import { hasSeen, type Taste } from "./taste.ts";

/** Looks on while picks are chosen, and changes nothing. */
export interface Witness {
  opened(taste: Taste): void;
  taking(index: number, kind: PickKind, score: number): void;
  /** Nothing more will be taken; taste and diversity are still in the candidates' scratch. */
  ended(taste: Taste, selection: Selection): void;
}

/** The choice under way; `bestIndex` and `bestScore` are the answer of the last search. */
export interface Selection {
  readonly picks: Pick[];
  readonly chosen: number[];
  readonly generation: number;
  readonly ownAuthor: number;
  /** Excluded until `readmit`. */
  readonly mailedLongAgo: ReadonlySet<number>;
  /** Indexes of the contents that are on themes the member has switched off, and on no other. */
  readonly switchedOff: ReadonlySet<number>;
  /** Indexes of the contents that are open only to others. */
  readonly notOpen: ReadonlySet<number>;
  /** Sees each content as it is taken, while the choice still is as it was when it won; null: nobody looks. */
  readonly witness: Witness | null;
  bestIndex: number;
  bestScore: number;
}

const NOTHING: ReadonlySet<number> = new Set();
const NO_THEMES: ReadonlySet<string> = new Set();
/** Generations count from 1. */
const NOT_EXCLUDED = 0;

export function openSelection(
  candidates: Candidates,
  reader: Reader,
  neverTwice: boolean,
  witness: Witness | null,
): Selection {
  const { scratch, indexOf, languageIndex, authorIndex } = candidates;
  const generation = scratch.generation + 1;
  scratch.generation = generation;
  const mailedLongAgo = neverTwice ? (reader.mailedLongAgo ?? NOTHING) : NOTHING;
  for (const contents of neverTwice ? [reader.mailed, mailedLongAgo] : []) {
    for (const contentId of contents) {
      const index = indexOf.get(contentId);
      if (index !== undefined) scratch.excludedIn[index] = generation;
    }
  }
  const switchedOff = findSwitchedOff(candidates, reader.themesOff ?? NO_THEMES);
  for (const index of switchedOff) scratch.excludedIn[index] = generation;
  const notOpen = findNotOpen(candidates, reader);
  for (const index of notOpen) scratch.excludedIn[index] = generation;
  for (const language of reader.reads) {
    const index = languageIndex.get(language);
    if (index !== undefined) scratch.readable[index] = 1;
  }
  const ownAuthor = authorIndex.get(reader.externalId) ?? NONE - 1;
  return {
    picks: [],
    chosen: [],
    generation,
    ownAuthor,
    mailedLongAgo,
    switchedOff,
    notOpen,
    witness,
    bestIndex: NONE,
    bestScore: 0,
  };
}

/** One pass over the catalogue, for the few members who have switched a theme off. */
function findSwitchedOff({ contents }: Candidates, themesOff: ReadonlySet<string>): ReadonlySet<number> {
  if (themesOff.size === 0) return NOTHING;
  const off = new Set<number>();
  contents.forEach(({ themes }, index) => {
    if (themes.length > 0 && themes.every((theme) => themesOff.has(theme))) off.add(index);
  });
  return off;
}

/** One pass over the few contents that are open only to some. */
function findNotOpen({ contents, restricted }: Candidates, reader: Reader): ReadonlySet<number> {
  if (restricted.length === 0) return NOTHING;
  return new Set(restricted.filter((index) => !mayOpen(contents[index] ?? {}, reader)));
}

/** Lets what was mailed long ago be chosen after all, unless the reader has seen it meanwhile. Only as cold: it was new once. */
export function readmit(candidates: Candidates, selection: Selection, reader: Reader): void {
  const { scratch, indexOf, isHot } = candidates;
  for (const contentId of selection.mailedLongAgo) {
    const index = indexOf.get(contentId);
    if (index === undefined || isHot[index] === 1) continue;
    if (reader.viewed.has(contentId) && hasSeen(candidates, reader, index, contentId)) continue;
    if (reader.mailed.has(contentId)) continue;
    if (selection.switchedOff.has(index) || selection.notOpen.has(index)) continue;
    scratch.excludedIn[index] = NOT_EXCLUDED;
  }
}

export function closeSelection(candidates: Candidates, selection: Selection, reader: Reader): void {
  for (const language of reader.reads) {
    const index = candidates.languageIndex.get(language);
    if (index !== undefined) candidates.scratch.readable[index] = 0;
  }
  for (const index of selection.chosen) countChosen(candidates, index, -1);
}

export function isOpenTo({ scratch, authorOf, languageOf }: Candidates, selection: Selection, index: number): boolean {
  if (scratch.excludedIn[index] === selection.generation) return false;
  if (authorOf[index] === selection.ownAuthor) return false;
  const language = languageOf[index] as number;
  return language === NONE || scratch.readable[language] === 1;
}

export function take(candidates: Candidates, selection: Selection, index: number, kind: PickKind, score: number): void {
  const content = candidates.contents[index];
  if (content === undefined) return;
  selection.witness?.taking(index, kind, score);
  candidates.scratch.excludedIn[index] = selection.generation;
  countChosen(candidates, index, 1);
  selection.chosen.push(index);
  selection.picks.push({ contentId: content.id, kind, score, reason: reasonFor(candidates, index, kind) });
}

function countChosen({ scratch, themeStart, themeOf, authorOf }: Candidates, index: number, by: 1 | -1): void {
  const end = themeStart[index + 1] as number;
  for (let at = themeStart[index] as number; at < end; at++) {
    const theme = themeOf[at] as number;
    scratch.chosenInTheme[theme] = (scratch.chosenInTheme[theme] as number) + by;
  }
  const author = authorOf[index] as number;
  if (author !== NONE) scratch.chosenByAuthor[author] = (scratch.chosenByAuthor[author] as number) + by;
}

/** Leaves the best candidate not yet chosen, if any, in the selection. */
export type Search = (candidates: Candidates, taste: Taste, selection: Selection) => void;

/** Takes the best, again and again, and answers how many there were. */
export function takeBest(
  candidates: Candidates,
  taste: Taste,
  selection: Selection,
  find: Search,
  kind: PickKind,
  most: number,
): number {
  for (let taken = 0; taken < most; taken++) {
    selection.bestIndex = NONE;
    selection.bestScore = 0;
    find(candidates, taste, selection);
    if (selection.bestIndex === NONE) return taken;
    take(candidates, selection, selection.bestIndex, kind, selection.bestScore);
  }
  return most;
}
