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
  /** For whom nothing is left of it. */
  readonly without: number;
}

interface Shelved {
  hot: number;
  cold: number;
}

/**
 * Counts what is open to everybody by theme and language; a content on two themes counts on both. Walks what each member has
 * seen, not what they have not: that is most of the catalogue.
 */
export function countStock(
  candidates: Candidates,
  lives: readonly { readonly facts: Pick<MemberFacts, "reads" | "views" | "mailed"> }[],
): ThemeStock[] {
  const { contents, closed, isHot, indexOf } = candidates;
  const shelves = new Map<string, Shelved & { readonly theme: string; readonly language: Language | null }>();
  const keysOf = contents.map((content, index): readonly string[] => {
    if (closed.has(index) || content.openingId != null) return [];
    return [...new Set(content.themes)].map((theme) => {
      const key = JSON.stringify([theme, content.language]);
      const shelf = shelves.get(key) ?? { theme, language: content.language, hot: 0, cold: 0 };
      shelf[isHot[index] === 1 ? "hot" : "cold"]++;
      shelves.set(key, shelf);
      return key;
    });
  });
  const left = new Map([...shelves.keys()].map((key) => [key, { readers: 0, leftHot: 0, leftCold: 0, without: 0 }]));
  for (const { facts } of lives) {
    const used = new Map<string, Shelved>();
    const use = (contentId: number) => {
      const index = indexOf.get(contentId);
      if (index === undefined) return;
      for (const key of keysOf[index] ?? []) {
        const shelf = used.get(key) ?? { hot: 0, cold: 0 };
        shelf[isHot[index] === 1 ? "hot" : "cold"]++;
        used.set(key, shelf);
      }
    };
    for (const contentId of facts.views.keys()) use(contentId);
    for (const contentId of facts.mailed) if (!facts.views.has(contentId)) use(contentId);
    for (const [key, { language, hot, cold }] of shelves) {
      const sum = left.get(key);
      if (sum === undefined || (language !== null && !facts.reads.includes(language))) continue;
      const gone = used.get(key);
      const [hotLeft, coldLeft] = [hot - (gone?.hot ?? 0), cold - (gone?.cold ?? 0)];
      sum.readers++;
      sum.leftHot += hotLeft;
      sum.leftCold += coldLeft;
      if (hotLeft + coldLeft <= 0) sum.without++;
    }
  }
  return [...shelves].map(([key, shelf]) => ({
    ...shelf,
    ...(left.get(key) ?? { readers: 0, leftHot: 0, leftCold: 0, without: 0 }),
  }));
}
