import type { WholeReport } from "../make-report.ts";
import { tellerOf } from "../teller.ts";
import type { ReportLanguage } from "../words/words.ts";
import { contentsSheet, indicatorsSheet, notesSheet, themesSheet } from "./community-sheets.ts";
import { outcomesSheet, returnsSheet, summarySheet } from "./lift-sheets.ts";
import type { WorkbookSheet } from "./ports.ts";
import { workbookWords } from "./words.ts";

/** A report as sheets of numbers that can be computed with. A sheet that would have nothing is left out. */
export function buildWorkbook(
  { report, indicators, sections }: Pick<WholeReport, "report" | "indicators" | "sections">,
  language: ReportLanguage,
): WorkbookSheet[] {
  const words = workbookWords(language);
  const teller = tellerOf(report, language, indicators);
  const notes = sections.notes.map(({ date, text }) => [{ date }, text[language] ?? Object.values(text)[0] ?? ""]);
  const returns = returnsSheet(teller, words);
  const sheets = [
    summarySheet(teller, words),
    outcomesSheet(teller, words),
    ...(teller.indicators === null ? [] : [indicatorsSheet(teller.indicators, words)]),
    themesSheet(teller, words),
    contentsSheet(teller, words),
    ...(returns === null ? [] : [returns]),
    notesSheet(teller, words, notes),
  ];
  return sheets.filter(({ rows }) => rows.length > 0);
}
