import { availableFrom, isOver, isReplay } from "../available.ts";
import { DAY_MS } from "../calendar.ts";
import type { CatalogueContent } from "../community.ts";
import { type ContentPopularity, UNVIEWED, type Viewers } from "./popularity.ts";
import { hotBase, lastingQuality } from "./scores.ts";

const NEIGHBOURS_PER_THEME = 5;
/** "Popular this week in …": among the first of its theme, with at least this many viewers in seven days. */
const POPULAR_RANKS = 3;
const POPULAR_LEAST_VIEWERS = 5;
export const NONE = -1;

export interface CandidateOptions {
  readonly at: Date;
  /** Published at or after it: hot; before: cold. The start of a local day, `settings.hot_for` before the slot's. */
  readonly hotSince: Date;
  /** Content ids, in the order wanted. */
  readonly pinned: readonly number[];
  readonly blocked: ReadonlySet<number>;
  /** Contents without a title or a page on the web: there is nothing to show or to link to. */
  readonly unshowable?: ReadonlySet<number>;
  readonly evergreen: readonly number[];
}

/** Why nobody can get a content at this instant. */
export type Closed = "not_published" | "withdrawn" | "over" | "blocked" | "no_page";

/**
 * Everything about the catalogue at an instant that does not depend on the member, laid out so that choosing
 * for one member allocates nothing per content: contents, themes, authors and languages are indexes into arrays.
 */
export interface Candidates {
  readonly at: Date;
  readonly contents: readonly CatalogueContent[];
  readonly viewers: readonly Viewers[];
  /** Content id → index; also of contents that cannot be picked, whose views still tell a member's taste. */
  readonly indexOf: ReadonlyMap<number, number>;
  readonly themeNames: readonly string[];
  readonly authorIndex: ReadonlyMap<string, number>;
  readonly languageIndex: ReadonlyMap<string, number>;
  /** Themes of content i: `themeOf[themeStart[i] .. themeStart[i + 1]]`. */
  readonly themeStart: Int32Array;
  readonly themeOf: Int32Array;
  readonly authorOf: Int32Array;
  readonly languageOf: Int32Array;
  /** Indexes of the contents that are open only to some. */
  readonly restricted: Int32Array;
  /** By index, of the contents that nobody can get. */
  readonly closed: ReadonlyMap<number, Closed>;
  /** 1 where what is left of the content is its replay. */
  readonly isReplay: Uint8Array;
  /** 1 where the content is recent. */
  readonly isHot: Uint8Array;
  /** Hot base, or lasting quality. */
  readonly base: Float64Array;
  readonly pinned: Int32Array;
  /** Best base first, then content id. */
  readonly hot: Int32Array;
  readonly cold: Int32Array;
  readonly coldByTheme: readonly Int32Array[];
  readonly evergreen: Int32Array;
  /** The themes most often found on the same contents. */
  readonly neighbours: readonly (readonly Neighbour[])[];
  /** A theme in which content i is popular this week; or NONE. */
  readonly popularTheme: Int32Array;
  /** 1 where it is popular this week in the community as a whole. */
  readonly isPopular: Uint8Array;
  readonly scratch: Scratch;
}

export interface Neighbour {
  readonly theme: number;
  /** Of the contents of the first theme, the share that carry this one too. */
  readonly share: number;
}

/** Working memory of `choosePicks`, reused from member to member; it runs to its end before the next one starts. */
export interface Scratch {
  generation: number;
  readonly excludedIn: Float64Array;
  readonly affinity: Float64Array;
  readonly nearAffinity: Float64Array;
  readonly nearestOwn: Int32Array;
  readonly viewedInTheme: Int32Array;
  readonly chosenInTheme: Float64Array;
  readonly chosenByAuthor: Int32Array;
  readonly readable: Uint8Array;
}

function whyClosed(content: CatalogueContent, { at, blocked, unshowable }: CandidateOptions): Closed | null {
  if (content.publishedAt > at) return "not_published";
  if (content.withdrawnAt !== null && content.withdrawnAt <= at) return "withdrawn";
  if (blocked.has(content.id)) return "blocked";
  if (unshowable?.has(content.id) === true) return "no_page";
  return isOver(content, at) ? "over" : null;
}

function indexNames(names: Iterable<string>): Map<string, number> {
  const index = new Map<string, number>();
  for (const name of names) if (!index.has(name)) index.set(name, index.size);
  return index;
}

/**
 * Prepares what all members of a slot share. The order of `contents` and `popularity` does not matter.
 * Cost: one pass and a sort of the catalogue (10,000 contents: about 30 ms); keep it for the slot's instant.
 */
export function prepareCandidates(
  catalogue: readonly CatalogueContent[],
  popularity: readonly ContentPopularity[],
  options: CandidateOptions,
): Candidates {
  const contents = [...catalogue].sort((a, b) => a.id - b.id);
  const size = contents.length;
  const viewersOf = new Map(popularity.map((row) => [row.contentId, row]));
  const viewers = contents.map((content) => viewersOf.get(content.id) ?? UNVIEWED);
  const indexOf = new Map(contents.map((content, index) => [content.id, index]));
  const themeIndex = indexNames(contents.flatMap((content) => content.themes));
  const authorIndex = indexNames(contents.flatMap((content) => content.authorId ?? []));
  const languageIndex = indexNames(contents.flatMap((content) => content.language ?? []));

  const themeStart = new Int32Array(size + 1);
  const themes: number[] = [];
  const authorOf = new Int32Array(size).fill(NONE);
  const languageOf = new Int32Array(size).fill(NONE);
  const isHot = new Uint8Array(size);
  const replays = Uint8Array.from(contents, (content) => (isReplay(content, options.at) ? 1 : 0));
  const base = new Float64Array(size);
  const open: number[] = [];
  const closed = new Map<number, Closed>();
  contents.forEach((content, index) => {
    for (const theme of new Set(content.themes)) themes.push(themeIndex.get(theme) ?? NONE);
    themeStart[index + 1] = themes.length;
    if (content.authorId !== null) authorOf[index] = authorIndex.get(content.authorId) ?? NONE;
    if (content.language !== null) languageOf[index] = languageIndex.get(content.language) ?? NONE;
    const from = availableFrom(content, options.at);
    const ageDays = Math.max(0, (options.at.getTime() - from) / DAY_MS);
    isHot[index] = from >= options.hotSince.getTime() ? 1 : 0;
    base[index] = (isHot[index] === 1 ? hotBase : lastingQuality)(ageDays, viewers[index] ?? UNVIEWED);
    const why = whyClosed(content, options);
    if (why === null) open.push(index);
    else closed.set(index, why);
  });
  const themeOf = Int32Array.from(themes);
  const themesAt = (index: number): Int32Array => themeOf.subarray(themeStart[index], themeStart[index + 1]);

  // Contents are in the order of their ids, and sorting is stable: equals stay in that order.
  const byBase = [...open].sort((a, b) => (base[b] ?? 0) - (base[a] ?? 0));
  const cold = byBase.filter((index) => isHot[index] === 0);
  const coldByTheme: number[][] = Array.from(themeIndex, () => []);
  for (const index of cold) for (const theme of themesAt(index)) coldByTheme[theme]?.push(index);
  const openSet = new Set(open);
  const openIndexes = (ids: readonly number[]): Int32Array =>
    Int32Array.from([...new Set(ids)].map((id) => indexOf.get(id) ?? NONE).filter((index) => openSet.has(index)));

  return {
    at: options.at,
    contents,
    viewers,
    indexOf,
    themeNames: [...themeIndex.keys()],
    authorIndex,
    languageIndex,
    themeStart,
    themeOf,
    authorOf,
    languageOf,
    restricted: Int32Array.from(open.filter((index) => contents[index]?.openingId != null)),
    closed,
    isReplay: replays,
    isHot,
    base,
    pinned: openIndexes(options.pinned),
    hot: Int32Array.from(byBase.filter((index) => isHot[index] === 1)),
    cold: Int32Array.from(cold),
    coldByTheme: coldByTheme.map((list) => Int32Array.from(list)),
    evergreen: openIndexes(options.evergreen),
    neighbours: findNeighbours(open, themesAt, themeIndex.size),
    ...findPopular(open, viewers, themesAt, themeIndex.size, size),
    scratch: {
      generation: 0,
      excludedIn: new Float64Array(size),
      affinity: new Float64Array(themeIndex.size),
      nearAffinity: new Float64Array(themeIndex.size),
      nearestOwn: new Int32Array(themeIndex.size),
      viewedInTheme: new Int32Array(themeIndex.size),
      chosenInTheme: new Float64Array(themeIndex.size),
      chosenByAuthor: new Int32Array(authorIndex.size),
      readable: new Uint8Array(languageIndex.size),
    },
  };
}

function findNeighbours(
  open: readonly number[],
  themesAt: (index: number) => Int32Array,
  themeCount: number,
): Neighbour[][] {
  const contentsOf = new Float64Array(themeCount);
  const together: Map<number, number>[] = Array.from({ length: themeCount }, () => new Map());
  for (const index of open) {
    const themes = themesAt(index);
    for (const one of themes) {
      contentsOf[one] = (contentsOf[one] ?? 0) + 1;
      for (const other of themes) {
        if (other !== one) together[one]?.set(other, (together[one]?.get(other) ?? 0) + 1);
      }
    }
  }
  return together.map((others, one) =>
    [...others]
      .sort(([themeA, countA], [themeB, countB]) => countB - countA || themeA - themeB)
      .slice(0, NEIGHBOURS_PER_THEME)
      .map(([theme, count]) => ({ theme, share: count / (contentsOf[one] ?? 1) })),
  );
}

function findPopular(
  open: readonly number[],
  viewers: readonly Viewers[],
  themesAt: (index: number) => Int32Array,
  themeCount: number,
  size: number,
): { popularTheme: Int32Array; isPopular: Uint8Array } {
  const popularTheme = new Int32Array(size).fill(NONE);
  const isPopular = new Uint8Array(size);
  const thisWeek = (index: number): number => viewers[index]?.last7Days ?? 0;
  const ranked = open.filter((index) => thisWeek(index) >= POPULAR_LEAST_VIEWERS);
  ranked.sort((a, b) => thisWeek(b) - thisWeek(a) || a - b);
  for (const index of ranked.slice(0, POPULAR_RANKS)) isPopular[index] = 1;
  const named = new Int32Array(themeCount);
  for (const index of ranked) {
    for (const theme of themesAt(index)) {
      const rank = named[theme] ?? 0;
      named[theme] = rank + 1;
      if (rank < POPULAR_RANKS && popularTheme[index] === NONE) popularTheme[index] = theme;
    }
  }
  return { popularTheme, isPopular };
}

/** The largest of these values among the themes of content `index`; 0 when it has none. */
export function largestOf({ themeStart, themeOf }: Candidates, index: number, values: Float64Array): number {
  const end = themeStart[index + 1] as number;
  let largest = 0;
  for (let at = themeStart[index] as number; at < end; at++) {
    const value = values[themeOf[at] as number] as number;
    if (value > largest) largest = value;
  }
  return largest;
}
