import { localDateOf } from "../../core/calendar.ts";
import { TookTooLong } from "../../core/errors.ts";
import { AGAINST, type Against } from "../../report/indicators/period-before.ts";
import { indicatorsFrom } from "../../report/lift/measure-lift.ts";
import { presentSponsorBody } from "../../report/sponsor/present-sponsor.ts";
import type { SponsorPage } from "../../report/sponsor/sponsor-page.ts";
import { reportWords } from "../../report/tell/teller.ts";
import { writeNumbers } from "../../report/write/write-numbers.ts";
import { type Html, html, trusted } from "../html.ts";
import { withLanguage } from "../layout.ts";
import { type PageLanguage, wordingFor } from "../wording.ts";
import type { ChoiceMistake, ReportChoice, ReportSpan } from "./choose-report.ts";
import { listMonths, listQuarters } from "./list-periods.ts";
import { REPORT_FILES } from "./report-files.ts";
import { type ReportPageWords, reportPageWords } from "./words.ts";

export const REPORT_VIEWS = ["report", "indicators", "sponsor"] as const;
export type ReportView = (typeof REPORT_VIEWS)[number];

export const REPORT_PATHS: Readonly<Record<ReportView, string>> = {
  report: "/report",
  indicators: "/report/indicators",
  sponsor: "/report/sponsor",
};

/** What a page of the report shows whatever its figures are. */
export interface ReportFrame {
  readonly view: ReportView;
  readonly language: PageLanguage;
  readonly choice: ReportChoice;
  /** null: it is wrong, as `mistakes` say. */
  readonly span: ReportSpan | null;
  readonly mistakes: readonly ChoiceMistake[];
  /** The community's time, its end where it is over, and its timezone. */
  readonly now: Date;
  readonly end: Date;
  readonly timezone: string;
  readonly rules: readonly string[];
}

export function addressOfReport(path: string, choice: ReportChoice, language: PageLanguage) {
  const { period, from, to, against } = choice;
  const isOfAll = path === REPORT_PATHS.sponsor || path === SHEET_PATH;
  const rule = isOfAll ? null : choice.rule;
  const asked = { period, from, to, rule, against: against === "previous" ? null : against, lang: language };
  const given = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== null);
  return `${path}?${new URLSearchParams(given)}`;
}

export function titleOfReport({ view, language }: ReportFrame): string {
  if (view === "report") return reportWords(language).title;
  const words = reportPageWords(language);
  return view === "indicators" ? words.indicators : words.sheetTitle;
}

/** The title, the way to the other views, and what the figures are of: all that is known before they are. */
export function renderReportHead(frame: ReportFrame): Html {
  const { view, language, choice, span, mistakes } = frame;
  const words = reportPageWords(language);
  return html`<div>
<h1>${titleOfReport(frame)}</h1>
<p class="lead">${span === null ? null : tellSpan(frame, span)}${view !== "report" || span === null || choice.rule === null ? null : ` ${reportWords(language).onlyRule(choice.rule)}.`}${view === "sponsor" ? html` ${words.sheetLead}` : null}</p>
${renderReportViews(view, language, choice)}
</div>
${mistakes.length === 0 ? null : renderMistakes(mistakes, words)}
<section class="card choose" aria-label="${words.choose}">
${renderPeriods(frame, words)}
${view === "sponsor" ? null : renderAgainst(frame, words)}
${view === "report" && frame.rules.length > 0 ? renderRules(frame, words) : null}
${renderForms(frame, words)}
</section>`;
}

const NO_CHOICE: ReportChoice = { period: null, from: null, to: null, rule: null, against: "previous" };

/** The way from view to view, which keeps the period, and to what was saved, which has its own. */
export function renderReportViews(view: ReportView | "saved", language: PageLanguage, choice = NO_CHOICE): Html {
  const words = reportPageWords(language);
  const current = (name: string) => (name === view ? trusted(' aria-current="page"') : null);
  return html`<nav class="views" aria-label="${words.views}">${REPORT_VIEWS.map(
    (name) =>
      html`<a href="${addressOfReport(REPORT_PATHS[name], choice, language)}"${current(name)}>${words[name]}</a>`,
  )}<a href="${withLanguage(SAVED_PATH, language)}"${current("saved")}>${words.saved}</a></nav>`;
}

/** Indicators need a beginning, which a report of all there is lacks. */
function tellSpan({ view, language, end, timezone }: ReportFrame, { from, to }: ReportSpan): string {
  const words = reportWords(language);
  const write = writeNumbers(language, timezone);
  const until = to === null || to > end ? end : to;
  const last = write.date(new Date(until.getTime() - 1).toISOString());
  const first = from ?? (view === "indicators" ? indicatorsFrom(until, timezone) : null);
  return `${first === null ? words.sinceFirst(last) : words.period(write.date(first.toISOString()), last)}.`;
}

function renderMistakes(mistakes: readonly ChoiceMistake[], words: ReportPageWords): Html {
  return html`<section class="wrong" role="alert"><h2>${words.wrong}</h2>
${mistakes.map(({ what, text }) => html`<p>${words.mistakes[what](text)}</p>`)}</section>`;
}

function renderPeriods({ view, language, choice }: ReportFrame, words: ReportPageWords): Html {
  const named = (["whole", "last-month", "last-quarter"] as const).map((name) => {
    const period = name === "whole" ? null : name;
    const isShown = choice.period === period && choice.from === null && choice.to === null;
    const address = addressOfReport(REPORT_PATHS[view], { ...choice, period, from: null, to: null }, language);
    const text = view === "indicators" && name === "whole" ? words.lastWeeks : words.periods[name];
    return renderChip(address, text, isShown);
  });
  return html`<p class="row"><span>${words.choose}</span> <span class="views">${named}</span></p>`;
}

function renderAgainst({ view, language, choice }: ReportFrame, words: ReportPageWords): Html {
  const chips = AGAINST.map((against: Against) =>
    renderChip(
      addressOfReport(REPORT_PATHS[view], { ...choice, against }, language),
      words.againsts[against],
      choice.against === against,
    ),
  );
  return html`<p class="row"><span>${words.against}</span> <span class="views">${chips}</span></p>`;
}

function renderChip(address: string, text: string, isShown: boolean): Html {
  return html`<a href="${address}"${isShown ? trusted(' aria-current="true"') : null}>${text}</a>`;
}

/** Of which rule the report is. The period stays as it is. */
function renderRules({ language, choice, rules, mistakes }: ReportFrame, words: ReportPageWords): Html {
  const { period, from, to } = choice;
  const kept = Object.entries({ period, from, to }).filter((entry): entry is [string, string] => entry[1] !== null);
  const isWrong = mistakes.some(({ what }) => what === "rule");
  const option = (value: string, text: string) =>
    html`<option value="${value}"${value === (choice.rule ?? "") ? trusted(" selected") : null}>${text}</option>`;
  return html`<form class="row" action="${REPORT_PATHS.report}"><label for="rule">${words.rule}</label> <select id="rule" name="rule"${isWrong ? trusted(' aria-invalid="true"') : null}>
${option("", words.allRules)}${rules.map((rule) => option(rule, rule))}
</select>${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${renderHidden(language, choice)}<button>${words.show}</button></form>`;
}

function renderHidden(language: PageLanguage, { against }: ReportChoice): Html {
  return html`${against === "previous" ? null : html`<input type="hidden" name="against" value="${against}">`}<input type="hidden" name="lang" value="${language}">`;
}

/** Two forms, as a period is either named or has days: no field of the one is sent with the other. */
function renderForms(frame: ReportFrame, words: ReportPageWords): Html {
  const { view, language, choice, now, timezone, mistakes } = frame;
  const { locale } = wordingFor(language);
  const today = localDateOf(now, timezone);
  const wrong = new Set(mistakes.map(({ what }) => what));
  const isOpen = mistakes.length > 0 || choice.from !== null || choice.to !== null || /^\d/.test(choice.period ?? "");
  const ofRule = view === "sponsor" || choice.rule === null ? null : choice.rule;
  const hidden = html`${ofRule === null ? null : html`<input type="hidden" name="rule" value="${ofRule}">`}${renderHidden(language, choice)}`;
  const option = ({ value, text }: { value: string; text: string }) =>
    html`<option value="${value}"${value === choice.period ? trusted(" selected") : null}>${text}</option>`;
  const day = (name: "from" | "to", value: string | null) =>
    html`<label>${words[name]} <input type="date" name="${name}" value="${value ?? ""}" max="${today}"${wrong.has(name) || wrong.has("reversed") ? trusted(' aria-invalid="true"') : null}></label>`;
  return html`<details${isOpen ? trusted(" open") : null}><summary>${words.another}</summary>
<form action="${REPORT_PATHS[view]}"><label>${words.monthOrQuarter} <select name="period">
<optgroup label="${words.months}">${listMonths(today, locale).map(option)}</optgroup>
<optgroup label="${words.quarters}">${listQuarters(today, words.quarter).map(option)}</optgroup>
</select></label>${hidden}<button>${words.show}</button></form>
<form action="${REPORT_PATHS[view]}">${day("from", choice.from)} ${day("to", choice.to)}${hidden}<button>${words.show}</button> <small>${words.toHint}</small></form>
</details>`;
}

/** Where the newer figures that are being made will be; `failed`: none could be made; null: what is shown is the newest. */
export type Newer = { readonly at: string } | "failed" | null;

/** `at` is the instant that the figures are of; what is not the newest is `ageMs` old. */
export function renderReportState(
  { language, timezone }: ReportFrame,
  made: { readonly at: string; readonly tookMs: number; readonly ageMs: number; readonly newer: Newer },
): Html {
  const words = reportPageWords(language);
  const { locale } = wordingFor(language);
  const at = new Date(made.at);
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: timezone }).format(at);
  const day = writeNumbers(language, timezone).date(made.at);
  const seconds = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const took = seconds.format(Math.max(0.1, made.tookMs / 1000));
  return html`<p class="state" role="status">${words.computed(words.at(day, time), took)}${
    made.newer === null
      ? null
      : html` ${words.older(words.ago(Math.floor(made.ageMs / 60_000)))} ${renderNewer(made.newer, words)}`
  }</p>`;
}

function renderNewer(newer: Exclude<Newer, null>, words: ReportPageWords): Html {
  if (newer === "failed") return html`${words.newerFailed}`;
  return html`${words.newer} <a href="${newer.at}">${words.again}</a>`;
}

/** Gone, by the style, once anything stands below it. */
export function renderReportWaiting({ language }: ReportFrame): Html {
  const words = reportPageWords(language);
  return html`<p class="waiting" role="status"><strong>${words.waiting}</strong> ${words.waitingMore}</p>`;
}

/** @param error why there are no figures; null: as much is being computed as may */
export function renderReportTrouble({ language }: ReportFrame, error: unknown): Html {
  const { busy, slow, failed } = reportPageWords(language);
  const said = error === null ? busy : error instanceof TookTooLong ? slow(error.limit) : failed;
  return html`<section class="wrong" role="alert"><p>${said}</p></section>`;
}

/** @param at the instant that the figures are of: those on the page are kept, where there are no others yet */
export function renderReportFiles({ language, choice }: ReportFrame, at: string): Html {
  const words = reportPageWords(language);
  return html`<section aria-labelledby="files"><h2 id="files">${words.files}</h2>
<p class="hint">${words.filesHint}</p>
<ul class="list">${REPORT_FILES.map(
    (format) =>
      html`<li class="calm"><a href="${addressOfReport(`/report.${format}`, choice, language)}">${words.file[format]}</a></li>`,
  )}</ul>
${renderKeep("report", language, choice, at)}</section>`;
}

/** The button that saves what is shown. */
function renderKeep(view: "report" | "sponsor", language: PageLanguage, choice: ReportChoice, at: string): Html {
  const words = reportPageWords(language);
  const asked = view === "sponsor" ? { ...choice, rule: null } : choice;
  const address = `${addressOfReport(SAVED_PATH, asked, language)}&${new URLSearchParams({ view, at })}`;
  return html`<form class="keep" method="post" action="${address}"><button>${words.keep}</button> <small>${words.keepHint}</small></form>`;
}

export function renderNotFromHere({ language }: ReportFrame): Html {
  return html`<section class="wrong" role="alert"><p>${reportPageWords(language).notFromHere}</p></section>`;
}

/** Copies that were given out. */
export const SAVED_PATH = "/report/saved";
export const SHEET_PATH = "/report/sheet";

/** The sheet as it is printed, whole, and the way to it alone. */
export function renderSheet({ language, choice }: ReportFrame, page: SponsorPage): Html {
  const words = reportPageWords(language);
  const address = addressOfReport(SHEET_PATH, choice, language);
  return html`<section class="paper">
<p class="open"><a class="button" href="${address}">${words.openSheet}</a></p>
${renderKeep("sponsor", language, choice, page.report.measuredAt)}
<div class="card"><div class="sheet">${trusted(presentSponsorBody(page, language).html)}</div></div>
</section>`;
}
