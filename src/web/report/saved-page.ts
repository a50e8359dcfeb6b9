import type { SavedFormat, SavedReport } from "../../report/saved/ports.ts";
import { reportWords } from "../../report/teller.ts";
import { writeNumbers } from "../../report/write-numbers.ts";
import { type Html, html } from "../html.ts";
import { type PageLanguage, wordingFor } from "../wording.ts";
import { SAVED_PATH } from "./report-page.ts";
import { reportPageWords } from "./words.ts";

/** The same way to each file of a report: the copy is its own address. */
function addressOfSaved(id: number, format: SavedFormat): string {
  return `${SAVED_PATH}/${id}.${format}`;
}

/** What was saved, the newest first. Times of saving in the community's timezone. */
export function renderSaved(saved: readonly SavedReport[], language: PageLanguage, timezone: string): Html {
  const words = reportPageWords(language);
  if (saved.length === 0) return html`<p class="empty">${words.savedNone}</p>`;
  return html`<div class="card scroll" tabindex="0"><table class="saved">
<thead><tr>${words.savedColumns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${saved.map((report) => renderRow(report, language, timezone))}</tbody>
</table></div>`;
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
