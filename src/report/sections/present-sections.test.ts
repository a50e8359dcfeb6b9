import { describe, expect, it } from "vitest";
import { SECTIONS } from "../../../test/support/report-sections.ts";
import type { LiftReport } from "../lift/lift-report.ts";
import { ENGLISH } from "../words/en.ts";
import { FRENCH } from "../words/fr.ts";
import { writeNumbers } from "../write/write-numbers.ts";
import { drawMonths, drawWeeksOfVisits, markNotes } from "./draw-sections.ts";
import { numberNotes } from "./number-notes.ts";
import { partOf } from "./part-of.ts";
import { presentSectionHtml, presentSectionText } from "./present-sections.ts";
import type { ReportSections } from "./report-sections.ts";
import type { SectionTeller } from "./section-teller.ts";
import { tellHotCold, tellMonths } from "./tell-lifts.ts";
import { tellSlipping, tellUnseen, tellWeeks } from "./tell-sections.ts";
import { ENGLISH_SECTIONS } from "./words/en.ts";
import { FRENCH_SECTIONS } from "./words/fr.ts";

const UNSEEN = {
  contentId: "c1",
  title: "<b>Prices",
  url: "https://site.example/c1",
  themes: ["pricing"],
  publishedAt: "2026-09-02T08:00:00.000Z",
};
const LIFT = {
  interval: "classic",
  indicators: {
    unseen: [
      { ...UNSEEN, viewers: 1, readers: 100 },
      { ...UNSEEN, contentId: "c2", title: "Seen well enough", viewers: 50, readers: 100 },
    ],
  },
} as unknown as LiftReport;

function tellerIn(language: "en" | "fr", report = SECTIONS): SectionTeller {
  const [words, common] =
    language === "fr" ? ([FRENCH_SECTIONS, FRENCH] as const) : ([ENGLISH_SECTIONS, ENGLISH] as const);
  return { language, words, common, write: writeNumbers(language, "Europe/Paris"), report, lift: LIFT };
}

const TELLS = [tellMonths, tellHotCold, tellWeeks, tellSlipping, tellUnseen];
const write = (teller: SectionTeller) => {
  const told = TELLS.flatMap((tell) => tell(teller) ?? []);
  return {
    text: told.map((section) => presentSectionText(section, (text) => text, teller.words.notes)).join("\n\n"),
    page: told.map((section) => presentSectionHtml(section, null, teller.write, teller.words).html).join("\n"),
  };
};
const plain = (text: string) => text.replace(/\s+/g, " ");

describe.each(["en", "fr"] as const)("the sections in %s", (language) => {
  const { text, page } = write(tellerIn(language));

  it("stay within a terminal, and say no figure that is none", () => {
    expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(100);
    expect(text + page).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  it("escape what members and marketers wrote", () => {
    expect(page).not.toContain("<b>Prices");
    expect(page).toContain("&lt;b&gt;Prices");
  });

  it("name notes by their numbers below the chart, in its language or the one there is", () => {
    expect(text).toContain(
      language === "en" ? "1  9 September 2026: New home page" : "1  9 septembre 2026 : Nouvelle page",
    );
    expect(text).toContain("Streik");
    expect(page.match(/<ol class="noted"/g)).toHaveLength(2);
  });
});

describe("the sections", () => {
  it("say how many of how many stand in a list that has an end, and list nothing that is seen well enough", () => {
    const { text } = write(tellerIn("en"));
    expect(text).toContain("The least seen of 12.");
    expect(text).not.toContain("Seen well enough");
  });

  it("hold those slipping away against the time before", () => {
    const { text } = write(tellerIn("en"));
    expect(plain(text)).toContain(
      "On 30 September 2026, 30 of the 200 members with a habit of coming had been away for more than twice their usual interval (15%). On 31 August 2026 they were 20 of 190 (11%). Of those 20, 1 has come back to their habit since; 11 are slipping away who were not then.",
    );
    expect(plain(write(tellerIn("fr")).text)).toContain(
      "1 a retrouvé son rythme depuis ; 11 membres se sont mis à s’éloigner",
    );
  });

  it("speak of one member, and of one day, as one does", () => {
    const bands = SECTIONS.slipping.bands.map((band) => ({ ...band, medianUsualDays: 1, medianDaysAway: 15 }));
    const slipping = { ...SECTIONS.slipping, before: partOf(1, 190), bands };
    const told = (language: "en" | "fr", cameBack: number) =>
      plain(write(tellerIn(language, { ...SECTIONS, slipping: { ...slipping, cameBack } })).text);
    expect(told("en", 1)).toContain("(0.5%). That member has come back to their habit since; 11 are slipping away");
    expect(told("en", 0)).toContain("That member has not come back to their habit since;");
    expect(told("fr", 1)).toContain("Ce membre a retrouvé son rythme depuis ; 11 membres se sont mis à s’éloigner");
    expect(told("fr", 0)).toContain("Ce membre n’a pas retrouvé son rythme depuis ;");
    expect(told("fr", 0)).toMatch(/1,0 jour 15,0 jours/);
  });

  it("state each effect with both arms' numbers, and none for a small arm", () => {
    const { text } = write(tellerIn("en"));
    expect(text).toMatch(/hot +30% \(270\s\/\s900\) +20% \(20\s\/\s100\) +\+50% \(\+40% to \+60%\)/);
    expect(text).toMatch(/hot and cold +– +– +too early to say/);
    expect(text).toContain("September 2026, in part");
  });

  it("are left out where there is nothing to say", () => {
    const nothing: ReportSections = {
      ...SECTIONS,
      weeks: [],
      months: [],
      slipping: { ...SECTIONS.slipping, now: partOf(0, 0), before: partOf(0, 0) },
      unseen: { ...SECTIONS.unseen, nearlyUnseen: partOf(0, 0) },
      hotCold: { mailed: [], seen: [], cameBack: [] },
    };
    expect(TELLS.map((tell) => tell(tellerIn("en", nothing)))).toEqual([null, null, null, null, null]);
  });

  it("say one content of one", () => {
    const one: ReportSections = { ...SECTIONS, unseen: { ...SECTIONS.unseen, nearlyUnseen: partOf(1, 1) } };
    expect(plain(write(tellerIn("en", one)).text)).toContain("Of the one content published in this period");
    expect(plain(write(tellerIn("fr", one)).text)).toContain("Sur le seul contenu publié sur la période");
  });
});

describe("notes on a chart", () => {
  it("stand at their day, between the points of weeks and of months", () => {
    const weeks = drawWeeksOfVisits(tellerIn("en"));
    // Two days into the second of three weeks, whose point is at 1; and at the beginning of the third.
    expect(weeks.kind === "lines" && weeks.notes).toEqual([
      { at: 9 / 7 - 0.5, label: "1" },
      { at: 1.5, label: "2" },
    ]);
    const months = drawMonths(tellerIn("en"));
    expect(months?.kind === "lines" && months.notes).toEqual([{ at: 1 + 8 / 30 - 0.5, label: "1" }]);
  });

  it("share a mark where two numbers would lie on each other", () => {
    const notes = [1, 2, 3].map((number) => ({ number, date: "", text: {} }));
    expect(markNotes(notes, 11, (date) => (date === "" ? 4 : 0))).toEqual([{ at: 4, label: "1, 2, 3" }]);
  });

  it("are those of its days, by the community's calendar", () => {
    const spans = [{ from: new Date("2026-08-30T22:00:00Z"), to: new Date("2026-09-06T22:00:00Z") }];
    const dates = ["2026-08-30", "2026-08-31", "2026-09-06", "2026-09-07"].map((date) => ({ date, text: {} }));
    expect(numberNotes(dates, spans, "Europe/Paris").map(({ number, date }) => [number, date])).toEqual([
      [1, "2026-08-31"],
      [2, "2026-09-06"],
    ]);
  });
});
