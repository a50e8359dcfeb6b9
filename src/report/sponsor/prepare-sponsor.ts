import { type PreparedReport, periodOf, refuseFormat } from "../prepared-report.ts";
import type { ReportLanguage } from "../words/words.ts";
import { presentSponsor, SPONSOR_FORMATS, type SponsorFormat } from "./present-sponsor.ts";
import type { SponsorPage } from "./sponsor-page.ts";

/** A sponsor's page that was measured, to be written in one language in as many forms as wanted. */
export function prepareSponsor(page: SponsorPage, language: ReportLanguage): PreparedReport {
  return {
    subject: { kind: "sponsor", period: periodOf(page.report.period), rule: null, language },
    formats: SPONSOR_FORMATS,
    write: async (format) => {
      const known = SPONSOR_FORMATS.find((candidate): candidate is SponsorFormat => candidate === format);
      if (known !== undefined) return presentSponsor(page, known, language);
      throw refuseFormat("The sponsor's page", format, SPONSOR_FORMATS);
    },
  };
}
