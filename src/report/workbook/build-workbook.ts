import type { WholeReport } from "../make-report.ts";
import { tellerOf } from "../tell/teller.ts";
import type { ReportLanguage } from "../words/words.ts";
import { contentsSheet, indicatorsSheet, notesSheet, themesSheet } from "./community-sheets.ts";
import { comparisonsSheet, treatmentsSheet } from "./comparison-sheets.ts";
import { outcomesSheet, returnsSheet, rulesSheet, summarySheet } from "./lift-sheets.ts";
import type { WorkbookSheet } from "./ports.ts";
import { hotColdSheet, mailedSheet, monthsSheet, slippingSheet, unseenSheet, weeksSheet } from "./section-sheets.ts";
import { ENGLISH } from "./words/en.ts";
import { FRENCH } from "./words/fr.ts";

/** A report as sheets of numbers that can be computed with. A sheet that would have nothing is left out. */
export function buildWorkbook(whole: WholeReport, language: ReportLanguage): WorkbookSheet[] {
  const { report } = whole;
  const words = language === "fr" ? FRENCH : ENGLISH;
  const teller = tellerOf(report, language, whole.indicators, whole.sections, whole.comparisons);
  const { indicators, sections, comparisons } = teller;
  const notes = whole.sections.notes.map(({ date, text }) => [
    { date },
    text[language] ?? Object.values(text)[0] ?? "",
  ]);
  const returns = returnsSheet(teller, words);
  const ofSections = (...make: (typeof weeksSheet)[]) =>
    sections === null ? [] : make.map((sheet) => sheet(sections, words));
  const sheets = [
    summarySheet(teller, words),
    outcomesSheet(teller, words),
    rulesSheet(teller, words),
    ...ofSections(monthsSheet, weeksSheet, mailedSheet, hotColdSheet),
    ...(comparisons === null ? [] : [treatmentsSheet(comparisons, words), comparisonsSheet(comparisons, words)]),
    ...(indicators === null ? [] : [indicatorsSheet(indicators, words)]),
    themesSheet(teller, words),
    ...ofSections(unseenSheet),
    contentsSheet(teller, words),
    ...ofSections(slippingSheet),
    ...(returns === null ? [] : [returns]),
    notesSheet(teller, words, notes),
  ];
  return sheets.filter(({ rows }) => rows.length > 0);
}
