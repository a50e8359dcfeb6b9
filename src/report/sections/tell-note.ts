import type { NumberedNote } from "./report-sections.ts";
import type { SectionTeller } from "./section-teller.ts";

/** A note in the reader's language, or in the first that there is. */
export function tellNote({ language, words, write }: SectionTeller, { date, text }: NumberedNote): string {
  const said = text[language] ?? Object.values(text)[0] ?? "";
  return words.note(write.localDate(date), said);
}
