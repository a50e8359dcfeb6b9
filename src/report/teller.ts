import type { IndicatorReport } from "./indicators/report-indicators.ts";
import type { IndicatorTeller } from "./indicators/tell-indicators.ts";
import { indicatorWords } from "./indicators/words.ts";
import type { LiftReport } from "./lift-report.ts";
import { ENGLISH } from "./words/en.ts";
import { FRENCH } from "./words/fr.ts";
import type { ReportLanguage, ReportWords } from "./words/words.ts";
import { type NumberWriter, writeNumbers } from "./write-numbers.ts";

/** What the text and the page both say, in words, in the order in which they say it. */
export interface Teller {
  readonly words: ReportWords;
  readonly write: NumberWriter;
  readonly report: LiftReport;
  /** null: the report has lift and its costs alone. */
  readonly indicators: IndicatorTeller | null;
}

export function tellerOf(
  report: LiftReport,
  language: ReportLanguage,
  indicators: IndicatorReport | null = null,
): Teller {
  const words = language === "fr" ? FRENCH : ENGLISH;
  const write = writeNumbers(language, report.period.timezone);
  const teller = indicators && {
    language,
    common: words,
    words: indicatorWords(language),
    write,
    report: indicators,
  };
  return { words, write, report, indicators: teller };
}
