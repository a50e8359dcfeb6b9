import { tellSilentSite } from "../tell/tell-headline.ts";
import type { ReportLanguage } from "../words/words.ts";
import { holdTogether } from "../write/hold-together.ts";
import type { SponsorPage } from "./sponsor-page.ts";
import { sponsorTellerOf } from "./sponsor-teller.ts";
import { tellAgreement } from "./tell-agreement.ts";
import { tellMembers } from "./tell-members.ts";
import { tellNote } from "./tell-notes.ts";
import { tellOrganisation } from "./tell-organisation.ts";
import type { Source } from "./words/words.ts";
import { type Part, partsOf, written } from "./write-sourced.ts";

export interface SponsorAnswer {
  readonly question: string;
  /** The first is the answer in short, each other one a paragraph. */
  readonly sentences: readonly (readonly Part[])[];
}

export interface SponsorNote {
  readonly source: Source;
  readonly number: number;
  readonly text: string;
}

/** The page in words, as paper and terminal both say it. */
export interface SponsorTold {
  readonly title: string;
  readonly period: string;
  readonly indicatorPeriod: string | null;
  /** That the site fell silent, above all answers; null: it did not. */
  readonly warning: string | null;
  readonly answers: readonly SponsorAnswer[];
  readonly notesTitle: string;
  /** In the order in which the sentences name their numbers. */
  readonly notes: readonly SponsorNote[];
}

export function tellSponsor(page: SponsorPage, language: ReportLanguage): SponsorTold {
  const teller = sponsorTellerOf(page, language);
  const { words, reportWords, write } = teller;
  const { period, indicators } = page.report;
  const last = (end: string): string => write.date(new Date(Date.parse(end) - 1).toISOString());
  const answer = (question: string, sentences: readonly string[]): SponsorAnswer => ({
    question: holdTogether(question),
    sentences: sentences.filter((sentence) => sentence !== "").map((sentence) => partsOf(holdTogether(sentence))),
  });
  const answers = [
    answer(words.questions.organisation, tellOrganisation(teller)),
    answer(words.questions.members, tellMembers(teller)),
    answer(words.questions.agree, tellAgreement(teller)),
  ];
  const named = answers.flatMap(({ sentences }) => sentences.flat().map(({ source }) => source));
  const sources = [...new Set(named)].filter((source): source is Source => source !== null);
  const silent = tellSilentSite({ words: reportWords, write, report: page.report });
  return {
    title: holdTogether(words.title(written(page.community, 60))),
    period:
      period.from === null
        ? reportWords.sinceFirst(last(period.to))
        : reportWords.period(write.date(period.from), last(period.to)),
    indicatorPeriod:
      period.from === null
        ? holdTogether(words.indicatorPeriod(write.date(indicators.from), last(indicators.to)))
        : null,
    warning: silent === null ? null : holdTogether(silent),
    answers,
    notesTitle: holdTogether(words.notesTitle),
    notes: sources.map((source, index) => ({
      source,
      number: index + 1,
      text: holdTogether(tellNote(teller, source)),
    })),
  };
}
