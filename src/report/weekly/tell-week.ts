import { drawLifts, drawWeeks, nameWeek } from "../draw-report.ts";
import { tellRunsOut } from "../forecast/tell-runs-out.ts";
import type { IndicatorTeller } from "../indicators/tell-indicators.ts";
import { tellLine } from "../indicators/tell-indicators.ts";
import { type ExperimentLift, needsPlan } from "../lift/lift-report.ts";
import type { Chart } from "../ports.ts";
import { tellPlan } from "../tell/tell-community.ts";
import { tellHeadline } from "../tell/tell-headline.ts";
import { tellOutcomes } from "../tell/tell-outcomes.ts";
import { type Teller, tellerOf } from "../tell/teller.ts";
import type { ReportLanguage } from "../words/words.ts";
import { holdTogether } from "../write/hold-together.ts";
import type { WeeklyReport } from "./weekly-report.ts";
import { ENGLISH } from "./words/en.ts";
import { FRENCH } from "./words/fr.ts";
import type { WeekWords } from "./words/words.ts";

/** A table as both parts of the mail have it. */
export interface ToldTable {
  readonly head: readonly string[];
  readonly rows: readonly {
    readonly cells: readonly string[];
    /** Of what the last cell says. */
    readonly verdict: "better" | "worse" | "";
    readonly saysVerdict: string;
  }[];
}

/** A chart, what it shows, and its numbers. */
export interface ToldChart {
  /** Of its image. */
  readonly name: string;
  readonly title: string;
  /** All that it shows, in words. */
  readonly alt: string;
  readonly chart: Chart;
  readonly numbers: ToldTable;
}

/** A week's report in words, in the order in which both parts of the mail say it. */
export interface ToldWeek {
  readonly subject: string;
  readonly title: string;
  readonly week: string;
  readonly headline: string;
  readonly sentences: readonly string[];
  /** null: it is too early to show any effect, or the groups cannot be compared. */
  readonly lift: {
    readonly title: string;
    readonly note: string;
    readonly chart: ToldChart | null;
    readonly outcomes: ToldTable;
    readonly weeks: ToldChart | null;
    readonly verdict: string;
  } | null;
  readonly costs: { readonly title: string; readonly says: readonly string[] };
  readonly moved: { readonly title: string; readonly note: string; readonly table: ToldTable | null };
  readonly forecast: { readonly title: string; readonly says: readonly string[] } | null;
  readonly link: { readonly says: string; readonly url: string };
  readonly footer: string;
}

/** The worst first; the page has all. */
const MOST_FORESEEN = 2;

export function tellWeek(report: WeeklyReport, language: ReportLanguage, reportUrl: string): ToldWeek {
  const words = language === "fr" ? FRENCH : ENGLISH;
  const teller = tellerOf(report.lift, language, report.indicators);
  const { write } = teller;
  const last = write.date(dayBefore(report.indicators.to));
  const from = withoutYearOf(last, write.date(report.indicators.from));
  const [headline = "", ...then] = tellHeadline(teller);
  return holdPunctuation({
    subject: words.subject(report.community, from, last),
    title: words.title,
    week: words.week(from, last),
    headline,
    sentences: [...then, ...tellWhatItTakes(teller, words), ...tellNotBegun(teller)],
    lift: tellLift(teller, words),
    costs: tellCosts(report, teller, words),
    moved: tellMoved(report, teller, words),
    forecast: report.forecast && {
      title: words.forecast,
      says: orElse(tellRunsOut(report.forecast, language).slice(0, MOST_FORESEEN), words.enough),
    },
    link: { says: words.open, url: reportUrl },
    footer: words.footer(report.community),
  });
}

/** In a mail too, French punctuation must not begin a line, nor a number end one without its unit. */
function holdPunctuation<Told>(told: Told): Told {
  if (typeof told === "string") return holdTogether(told) as Told;
  if (typeof told !== "object" || told === null) return told;
  if (Array.isArray(told)) return told.map(holdPunctuation) as Told;
  return Object.fromEntries(Object.entries(told).map(([key, value]) => [key, holdPunctuation(value)])) as Told;
}

/** `26 October`, where the week ends in the same year: one year is enough for both days. */
function withoutYearOf(last: string, from: string): string {
  const year = last.slice(last.lastIndexOf(" "));
  return from.endsWith(year) ? from.slice(0, -year.length) : from;
}

function dayBefore(end: string): string {
  return new Date(Date.parse(end) - 1).toISOString();
}

function orElse(says: readonly string[], otherwise: string): readonly string[] {
  return says.length === 0 ? [otherwise] : says;
}

function tellWhatItTakes(teller: Teller, words: WeekWords): string[] {
  if (!needsPlan(teller.report.headline)) return [];
  const { intro, options, more } = tellPlan(teller);
  const smallest = options.map((option) => words.couldShow(option.share, option.smallest)).join(words.next);
  return [smallest === "" ? intro : `${intro} ${smallest}.`, ...(more === null ? [] : [more])];
}

/** A site that fell silent stands in the headline. */
function tellNotBegun({ indicators }: Teller): string[] {
  return indicators === null || indicators.report.hasBegun ? [] : [indicators.words.notBegun];
}

function tellLift(teller: Teller, words: WeekWords): ToldWeek["lift"] {
  const { report, write, words: says } = teller;
  const [experiment] = report.experiments;
  if (experiment === undefined || needsPlan(report.headline) || report.headline === "sample_ratio") return null;
  const { columns } = says;
  const rows = tellOutcomes(teller, experiment.outcomes);
  const outcomes: ToldTable = {
    head: [columns.outcome, columns.treated, columns.heldOut, columns.effect],
    rows: rows.map(({ label, treated, heldOut, effect, verdict }) => {
      const shown = verdict === "better" || verdict === "worse" ? verdict : "";
      return { cells: [label, treated, heldOut, effect], verdict: shown, saysVerdict: shown && words[shown] };
    }),
  };
  const effects = rows.flatMap(({ label, effect, verdict }) => (verdict === "too_early" ? [] : [`${label} ${effect}`]));
  const weeks = tellWeeks(teller, words, experiment);
  return {
    title: words.outcomes,
    note: words.soFar(write.date(experiment.firstExposedAt), write.date(dayBefore(report.period.to))),
    chart: nameChart("effects", drawLifts(teller, experiment), outcomes, effects.join(words.next)),
    outcomes,
    weeks: nameChart("weeks", drawWeeks(teller, experiment), weeks.numbers, weeks.says),
    verdict: says.verdict(says.verdicts[experiment.verdict.code], says.verdictReasons[experiment.verdict.reason]),
  };
}

function nameChart(name: string, chart: Chart | null, numbers: ToldTable, says: string): ToldChart | null {
  return chart && { name, title: chart.title, alt: `${chart.title}. ${says}.`, chart, numbers };
}

function tellWeeks({ write, words: says }: Teller, words: WeekWords, { weeks }: ExperimentLift) {
  const written = (value: number | null) => (value === null ? "–" : write.number(value));
  const rows = weeks.map(
    ({ week, treated, held_out }) => [nameWeek(week), written(treated.perMember), written(held_out.perMember)] as const,
  );
  return {
    numbers: {
      head: [says.columns.week, says.columns.treated, says.columns.heldOut],
      rows: rows.map((cells) => ({ cells, verdict: "" as const, saysVerdict: "" })),
    },
    says: rows.map((row) => words.weekPoint(...row)).join(words.next),
  };
}

function tellCosts({ costs: { now, before } }: WeeklyReport, { write }: Teller, words: WeekWords): ToldWeek["costs"] {
  return {
    title: words.costs,
    says: [
      words.mails(now.mails, write.count(now.mails), write.count(before.mails)),
      words.unsubscribes(now.unsubscribes, write.count(now.unsubscribes), write.count(before.unsubscribes)),
    ],
  };
}

function tellMoved({ moved }: WeeklyReport, { indicators }: Teller, words: WeekWords): ToldWeek["moved"] {
  if (moved.length === 0 || indicators === null) {
    return { title: words.moved, note: words.nothingMoved, table: null };
  }
  const teller: IndicatorTeller = indicators;
  const rows = moved.map((line) => {
    const { label, now, before, change, verdict } = tellLine(teller, line, moved);
    return { cells: [label, now, before, change], verdict, saysVerdict: verdict && words[verdict] };
  });
  const head = [teller.words.indicator, words.lastWeek, words.weekBefore, teller.words.change];
  return { title: words.moved, note: words.movedNote, table: { head, rows } };
}
