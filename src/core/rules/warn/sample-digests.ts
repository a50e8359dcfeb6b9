import type { Language } from "../../community.ts";
import { certainCondition } from "../certain-condition.ts";
import type { CheckedRule } from "../rule.ts";

/** A digest as it may look, for trying out the texts of a rule: who gets it, and how many contents of what titles. */
export interface SampleDigest {
  readonly firstName: string | null;
  readonly picks: number;
  readonly longTitles: boolean;
}

/** As long as first names usually are: few are longer. */
const LONG_NAME = "Marie-Claude";
const SHORT_NAME = "Ana";

interface Titles {
  readonly short: readonly string[];
  readonly long: string;
}

/** Without digits, which would be counted with what stands behind them. */
const ENGLISH: Titles = {
  short: ["Where to begin", "What members ask", "Ideas for Monday", "A new look", "Meet the team"],
  long: "How we halved the time that new members need to find their way, and what we would do again",
};
const FRENCH: Titles = {
  short: ["Par où commencer", "La question du mois", "Des idées pour lundi", "Un nouveau visage", "L’équipe"],
  long: "Comment nous avons réduit de moitié le temps d’arrivée des nouveaux membres, et ce que nous referions",
};

/** Counts of picks that the rule may send: the fewest, the most, and one, three and five where they lie between. */
export function pickCounts({ digest }: CheckedRule): number[] {
  const most = digest.picks.hot + digest.picks.cold;
  const least = Math.min(digest.skipBelow, most);
  return [...new Set([least, 1, 3, 5, most])].filter((count) => count >= least && count <= most).sort((a, b) => a - b);
}

/** Everyone whom the rule's texts have to suit. */
export function sampleDigests(rule: CheckedRule): SampleDigest[] {
  return pickCounts(rule).flatMap((picks) =>
    [null, SHORT_NAME, LONG_NAME].flatMap((firstName) =>
      [false, true].map((longTitles) => ({ firstName, picks, longTitles })),
    ),
  );
}

/** One where titles are short, two where they are long. */
function sampleLives(rule: CheckedRule, language: Language, longTitles: boolean) {
  if (rule.upon !== null || certainCondition(rule.when, "live") === null) return [];
  const { short, long } = language === "fr" ? FRENCH : ENGLISH;
  const startsOn = language === "fr" ? "mardi 1er décembre à 18:00 UTC+1" : "Tuesday, December 1 at 6:00 PM GMT+1";
  const live = (title: string) => ({
    title,
    startsOn,
    url: "https://example.org/live",
    theme: "Pricing",
    summary: null,
  });
  return longTitles ? [live(long), live(long)] : [live(short[0] ?? "")];
}

/** What the templates are given for it. */
export function sampleModel(rule: CheckedRule, language: Language, { firstName, picks, longTitles }: SampleDigest) {
  const { short, long } = language === "fr" ? FRENCH : ENGLISH;
  const pick = (index: number) => ({
    title: longTitles ? long : (short[index % short.length] ?? ""),
    url: `https://example.org/${index + 1}`,
    kind: index < rule.digest.picks.hot ? "hot" : "cold",
    type: "article",
    theme: "Pricing",
    summary: null,
    reason: "",
    image: null,
    startsOn: null,
    usefulUrl: "https://example.org/f",
  });
  const subject = {
    ...pick(0),
    says: language === "fr" ? "Ana et Léo ont écrit 3 commentaires" : "Ana and Leo wrote 3 comments",
    count: 3,
    names: [SHORT_NAME, "Leo"],
    calendarUrl: null,
  };
  return {
    language,
    rule: rule.name,
    brand: { name: "Our community" },
    // What happened is the subject of a rule that waits for it.
    subjects: rule.upon === null ? [] : [subject],
    moreSubjects: 0,
    events: [],
    lives: sampleLives(rule, language, longTitles),
    moreLives: 0,
    reading: { contents: 12, themes: "Pricing" },
    member: {
      id: "1",
      firstName,
      lastName: null,
      name: firstName,
      company: null,
      renewsOn: language === "fr" ? "15 janvier 2027" : "January 15, 2027",
    },
    picks: Array.from({ length: picks }, (_, index) => pick(index)),
    siteUrl: "https://example.org/",
    unsubscribeUrl: "https://example.org/u",
    preferencesUrl: "https://example.org/p",
  };
}
