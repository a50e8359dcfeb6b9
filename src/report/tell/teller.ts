import { comparisonWords } from "../comparisons/choose-words.ts";
import type { ComparisonReport } from "../comparisons/comparison-report.ts";
import type { ComparisonTeller } from "../comparisons/tell-comparisons.ts";
import type { IndicatorReport } from "../indicators/report-indicators.ts";
import type { IndicatorTeller } from "../indicators/tell-indicators.ts";
import { indicatorWords } from "../indicators/words.ts";
import type { LiftReport } from "../lift/lift-report.ts";
import type { ReportSections } from "../sections/report-sections.ts";
import type { SectionTeller } from "../sections/section-teller.ts";
import { ENGLISH_SECTIONS } from "../sections/words/en.ts";
import { FRENCH_SECTIONS } from "../sections/words/fr.ts";
import { ENGLISH } from "../words/en.ts";
import { FRENCH } from "../words/fr.ts";
import type { ReportLanguage, ReportWords } from "../words/words.ts";
import { type NumberWriter, writeNumbers } from "../write/write-numbers.ts";

/** What the text and the page both say, in words, in the order in which they say it. */
export interface Teller {
  readonly words: ReportWords;
  readonly write: NumberWriter;
  readonly report: LiftReport;
  /** null: the report has lift and its costs alone. */
  readonly indicators: IndicatorTeller | null;
  /** null: the same. */
  readonly sections: SectionTeller | null;
  readonly comparisons: ComparisonTeller | null;
}

export function tellerOf(
  report: LiftReport,
  language: ReportLanguage,
  indicators: IndicatorReport | null = null,
  sections: ReportSections | null = null,
  comparisons: ComparisonReport | null = null,
): Teller {
  const words = reportWords(language);
  const write = writeNumbers(language, report.period.timezone);
  const teller = indicators && {
    language,
    common: words,
    words: indicatorWords(language),
    write,
    report: indicators,
  };
  const sectionTeller = sections && {
    language,
    words: language === "fr" ? FRENCH_SECTIONS : ENGLISH_SECTIONS,
    common: words,
    write,
    report: sections,
    lift: report,
  };
  return {
    words,
    write,
    report,
    indicators: teller,
    sections: sectionTeller,
    comparisons: comparisons && { words: comparisonWords(language), common: words, write, report: comparisons },
  };
}

export function reportWords(language: ReportLanguage): ReportWords {
  return language === "fr" ? FRENCH : ENGLISH;
}
