import { describe, expect, it } from "vitest";
import { adviceWords } from "../advice/words.ts";
import { ENGLISH as COMPARISONS_EN } from "../comparisons/words-en.ts";
import { FRENCH as COMPARISONS_FR } from "../comparisons/words-fr.ts";
import { forecastWords } from "../forecast/words.ts";
import { indicatorWords } from "../indicators/words.ts";
import { ENGLISH_SECTIONS } from "../sections/words/en.ts";
import { FRENCH_SECTIONS } from "../sections/words/fr.ts";
import { writeNumbers } from "../write/write-numbers.ts";
import { ENGLISH } from "./en.ts";
import { FRENCH } from "./fr.ts";

type Sections = typeof ENGLISH_SECTIONS;

const AT = new Date("2026-10-01T00:00:00Z");
const shareOf = (count: number, of: number) => ({ count, of, share: of === 0 ? null : count / of });

/** All sentences of a part that hold numbers, where one is all there is of everything, or none is. */
function sayAll(language: "en" | "fr", count: number): string {
  const write = writeNumbers(language, "Europe/Paris");
  const sections: Sections = language === "fr" ? FRENCH_SECTIONS : ENGLISH_SECTIONS;
  const words = language === "fr" ? FRENCH : ENGLISH;
  const comparisons = language === "fr" ? COMPARISONS_FR : COMPARISONS_EN;
  const advice = adviceWords(language);
  const n = String(count);
  const slipping = {
    now: shareOf(count, 1),
    before: shareOf(count, 1),
    at: AT,
    beforeAt: AT,
    cameBack: count,
    newly: count,
    withoutHabit: count,
    neverCame: count,
  } as unknown as Parameters<Sections["slipping"]["lead"]>[1];
  const unseen = {
    below: 0.05,
    nearlyUnseen: shareOf(count, 1),
    seenByNobody: 0,
    visibility: shareOf(count, 1),
  } as unknown as Parameters<Sections["unseen"]["lead"]>[1];
  const mailed = [{ kind: "hot", picked: shareOf(1, 1), seen: shareOf(count, 1) }];
  return [
    sections.hotCold.lead(write, mailed as unknown as Parameters<Sections["hotCold"]["lead"]>[1]),
    sections.slipping.lead(write, slipping),
    sections.slipping.moves(write, slipping),
    sections.slipping.days(1, "1"),
    sections.unseen.lead(write, unseen),
    sections.unseen.altogether(write, unseen),
    comparisons.drawn.mixed(n),
    indicatorWords(language).intro(n),
    forecastWords(language).pastWeeks(n),
    advice.people(n, n),
    advice.tooSmall(n, "100"),
    advice.tooSmallCompanies(n, n, "100"),
    advice.silent(n, n, "10%"),
    words.returns.alike("1", "1", "28"),
    words.returns.later("1", "1", "28", "1", "1"),
    words.stillAway(n),
  ].join("\n");
}

describe("counts of one, and in French of none, take the singular", () => {
  it.each([0, 1])("%i", (count) => {
    const NOUNS_EN = "members|contents|times|chances|days|weeks|companies|questions";
    expect(sayAll("en", count)).not.toMatch(new RegExp(`(?<![\\d.,])1 (${NOUNS_EN})\\b|of the 1\\b`));
    const NOUNS_FR =
      "membres|contenus|fois ont|jours|semaines|entreprises|questions|inscrits|actifs|consultations|pas encore revenus|d’entre eux sont";
    expect(sayAll("fr", count)).not.toMatch(new RegExp(`(?<![\\d.,])[01] (${NOUNS_FR})(?![\\p{L}])|les [01] `, "u"));
  });

  it("and what is drawn anew is not withdrawn", () => {
    expect(adviceWords("fr").rotated("5 %", "4 %", "3 %")).toContain("tiré de nouveau au sort");
  });
});
