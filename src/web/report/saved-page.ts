import type { SavedFormat, SavedList, SavedReport } from "../../report/saved/ports.ts";
import { reportWords } from "../../report/tell/teller.ts";
import { writeNumbers } from "../../report/write/write-numbers.ts";
import { type Html, html } from "../html.ts";
import { withLanguage } from "../layout.ts";
import { type PageLanguage, wordingFor } from "../wording.ts";
import { SAVED_PATH } from "./report-page.ts";
import { type ReportPageWords, reportPageWords } from "./words.ts";

/** The same way to each file of a report: the copy is its own address. */
function addressOfSaved(id: number, format: SavedFormat): string {
  return `${SAVED_PATH}/${id}.${format}`;
}

export interface SavedView {
  /** Only what was saved before this one; null: the newest. */
  readonly before: number | null;
  /** The one that was just saved from a page; null: none. */
  readonly kept: number | null;
  readonly language: PageLanguage;
  /** Of the times of saving: the community's. */
  readonly timezone: string;
}

/** What was saved, the newest first, and the way to what else there is. */
export function renderSaved({ reports, olderThan }: SavedList, { before, kept, language, timezone }: SavedView): Html {
  const words = reportPageWords(language);
  const newest = withLanguage(SAVED_PATH, language);
  const ways = html`${before === null ? null : html`<a href="${newest}">${words.savedNewest}</a>`}${
    olderThan === null ? null : html`<a href="${newest}&amp;before=${olderThan}">${words.savedOlder}</a>`
  }`;
  const more = ways.text === "" ? null : html`<nav class="views" aria-label="${words.savedMore}">${ways}</nav>`;
  if (reports.length === 0) {
    return html`<p class="empty">${before === null ? words.savedNone : words.savedNoOlder}</p>${more}`;
  }
  return html`${renderKept(reports, kept, words)}<div class="card scroll" tabindex="0"><table class="saved">
<thead><tr>${words.savedColumns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${reports.map((report) => renderRow(report, language, timezone))}</tbody>
</table></div>${more}`;
}

function renderKept(reports: readonly SavedReport[], kept: number | null, words: ReportPageWords): Html | null {
  const report = reports.find(({ id }) => id === kept);
  const [file] = report?.files ?? [];
  if (report === undefined || file === undefined) return null;
  return html`<p class="kept" role="status"><strong>${words.kept(words.savedKinds[report.kind], report.id)}</strong> <a href="${addressOfSaved(report.id, file.format)}">${words.keptOpen}</a></p>`;
}

function renderRow(report: SavedReport, language: PageLanguage, timezone: string): Html {
  const words = reportPageWords(language);
  const { locale } = wordingFor(language);
  const write = writeNumbers(language, timezone);
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: timezone });
  const files = report.files.map(
    ({ format, hash }) => html`<a href="${addressOfSaved(report.id, format)}" title="SHA-256 ${hash}">${format}</a>`,
  );
  return html`<tr><th scope="row">${words.savedKinds[report.kind]} ${report.id}<small>${words.at(write.date(report.savedAt.toISOString()), time.format(report.savedAt))}</small></th>
<td>${tellPeriodOf(report, language)}${report.rule === null ? null : html`<small>${report.rule}</small>`}</td>
<td>${words.languages[report.language]}</td>
<td><span class="views">${files}</span></td></tr>`;
}

function tellPeriodOf({ period }: SavedReport, language: PageLanguage): string {
  const words = reportWords(language);
  const write = writeNumbers(language, period.timezone);
  const last = write.date(new Date(period.to.getTime() - 1).toISOString());
  return period.from === null ? words.sinceFirst(last) : words.period(write.date(period.from.toISOString()), last);
}
