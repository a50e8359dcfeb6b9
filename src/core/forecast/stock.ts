import type { Language } from "../community.ts";
import type { Candidates } from "../picks/candidates.ts";
import type { MemberFacts } from "../rules/evaluation.ts";

/** What there is on a theme in a language, and how much of it readers have neither seen nor been proposed. */
export interface ThemeStock {
  readonly theme: string;
  /** null: for readers of any language. */
  readonly language: Language | null;
  /** Contents that are open to everybody. */
  readonly hot: number;
  readonly cold: number;
  /** Of the members looked at, those who read it. */
  readonly readers: number;
  /** Summed over them. */
  readonly leftHot: number;
  readonly leftCold: number;
}

export interface Reading {
  readonly facts: Pick<MemberFacts, "reads" | "views" | "mailed">;
}

interface Shelf {
  readonly theme: string;
  readonly language: Language | null;
  hot: number;
  cold: number;
}

/** What is open to everybody, by theme and language; a content on two themes is on both. */
export interface Shelves {
  readonly shelves: readonly Shelf[];
  /** By content id: the places of its shelves. */
  readonly placesOf: ReadonlyMap<number, readonly number[]>;
  readonly isHot: (contentId: number) => boolean;
}

export function shelve({ contents, closed, isHot, indexOf }: Candidates): Shelves {
  const shelves: Shelf[] = [];
  const places = new Map<string, number>();
  const placesOf = new Map<number, number[]>();
  contents.forEach(({ id, themes, language, openingId }, index) => {
    if (closed.has(index) || openingId != null) return;
    const own = [...new Set(themes)].map((theme) => {
      const key = JSON.stringify([theme, language]);
      const place = places.get(key) ?? shelves.push({ theme, language, hot: 0, cold: 0 }) - 1;
      places.set(key, place);
      const shelf = shelves[place];
      if (shelf !== undefined) shelf[isHot[index] === 1 ? "hot" : "cold"]++;
      return place;
    });
    placesOf.set(id, own);
  });
  return { shelves, placesOf, isHot: (contentId) => isHot[indexOf.get(contentId) ?? -1] === 1 };
}

/**
 * What a member has left on each shelf: hot, then cold, for each place. Walks what they have seen, not what they have not:
 * that is most of the catalogue.
 */
function leftFor({ shelves, placesOf, isHot }: Shelves, { facts }: Reading): Int32Array {
  const left = new Int32Array(shelves.length * 2);
  shelves.forEach(({ hot, cold }, place) => {
    left[2 * place] = hot;
    left[2 * place + 1] = cold;
  });
  const use = (contentId: number) => {
    for (const place of placesOf.get(contentId) ?? []) {
      const at = 2 * place + (isHot(contentId) ? 0 : 1);
      left[at] = (left[at] as number) - 1;
    }
  };
  for (const contentId of facts.views.keys()) use(contentId);
  for (const contentId of facts.mailed) if (!facts.views.has(contentId)) use(contentId);
  return left;
}

const isRead = ({ language }: Shelf, { facts }: Reading) => language === null || facts.reads.includes(language);

export function countStock(shelved: Shelves, lives: readonly Reading[]): ThemeStock[] {
  const sums = shelved.shelves.map((shelf) => ({ ...shelf, readers: 0, leftHot: 0, leftCold: 0 }));
  for (const life of lives) {
    const left = leftFor(shelved, life);
    sums.forEach((sum, place) => {
      if (!isRead(sum, life)) return;
      sum.readers++;
      sum.leftHot += left[2 * place] as number;
      sum.leftCold += left[2 * place + 1] as number;
    });
  }
  return sums;
}

/** Of each theme, for how many of those who care for it nothing is left of it in any language that they read. */
export function countWithout<Life extends Reading>(
  shelved: Shelves,
  carers: ReadonlyMap<string, ReadonlySet<Life>>,
): Map<string, number> {
  const placesOf = new Map<string, number[]>();
  shelved.shelves.forEach(({ theme }, place) => {
    placesOf.set(theme, [...(placesOf.get(theme) ?? []), place]);
  });
  const lefts = new Map<Life, Int32Array>();
  const leftOf = (life: Life): Int32Array => {
    const known = lefts.get(life) ?? leftFor(shelved, life);
    lefts.set(life, known);
    return known;
  };
  const counts = new Map<string, number>();
  for (const [theme, lives] of carers) {
    let without = 0;
    for (const life of lives) {
      const left = leftOf(life);
      const has = (placesOf.get(theme) ?? []).some(
        (place) =>
          isRead(shelved.shelves[place] as Shelf, life) &&
          (left[2 * place] as number) + (left[2 * place + 1] as number) > 0,
      );
      if (!has) without++;
    }
    counts.set(theme, without);
  }
  return counts;
}
