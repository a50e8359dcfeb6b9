import { ENGLISH as REPORT_ENGLISH } from "../words/en.ts";
import { FRENCH as REPORT_FRENCH } from "../words/fr.ts";
import type { ReportLanguage, ReportWords } from "../words/words.ts";
import { type NumberWriter, writeNumbers } from "../write/write-numbers.ts";
import type { SponsorPage } from "./sponsor-page.ts";
import { ENGLISH } from "./words/en.ts";
import { FRENCH } from "./words/fr.ts";
import type { SponsorWords } from "./words/words.ts";

/** What tells the page: its figures, and both words, its own and the report's. */
export interface SponsorTeller {
  readonly page: SponsorPage;
  readonly language: ReportLanguage;
  readonly words: SponsorWords;
  readonly reportWords: ReportWords;
  readonly write: NumberWriter;
  /** In the currency of the settings. */
  readonly money: (amount: number) => string;
  /** Rounded to whole units of it. */
  readonly sum: (amount: number) => string;
}

export function sponsorTellerOf(page: SponsorPage, language: ReportLanguage): SponsorTeller {
  const isFrench = language === "fr";
  const currency = page.worth?.currency ?? "EUR";
  const format = (digits: number | undefined) => {
    const options = { style: "currency", currency, maximumFractionDigits: digits, minimumFractionDigits: digits };
    const formatter = new Intl.NumberFormat(isFrench ? "fr-FR" : "en-GB", options as Intl.NumberFormatOptions);
    return (amount: number): string => formatter.format(amount).replace("-", "−");
  };
  return {
    page,
    language,
    words: isFrench ? FRENCH : ENGLISH,
    reportWords: isFrench ? REPORT_FRENCH : REPORT_ENGLISH,
    write: writeNumbers(language, page.report.period.timezone),
    money: format(undefined),
    sum: format(0),
  };
}
