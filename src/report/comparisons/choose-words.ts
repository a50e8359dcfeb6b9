import type { ReportLanguage } from "../words/words.ts";
import type { ComparisonWords } from "./words.ts";
import { ENGLISH } from "./words-en.ts";
import { FRENCH } from "./words-fr.ts";

export function comparisonWords(language: ReportLanguage): ComparisonWords {
  return language === "fr" ? FRENCH : ENGLISH;
}
