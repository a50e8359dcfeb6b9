import { reportWords } from "../../report/tell/teller.ts";
import type { ReportWords } from "../../report/words/words.ts";
import type { OutcomeRow, Overview, RangeRow } from "../dependencies.ts";
import { type Html, html, withCommands } from "../html.ts";
import { withLanguage } from "../layout.ts";
import type { PageLanguage, Wording } from "../wording.ts";
import { renderLegendMark, renderRange } from "./range-plot.ts";

export function renderOverview(overview: Overview, language: PageLanguage, words: Wording): Html {
  const says = words.overviewPage;
  const { columns } = reportWords(language);
  const isDrawn = overview.outcomes.some(({ difference }) => difference !== null);
  const planted = overview.outcomes.some(({ difference }) => difference?.plantedText != null);
  return html`<div>
<h1>${overview.headline}</h1>
<p class="lead">${withCommands(overview.detail)}</p>
</div>
${
  overview.steps.length > 0
    ? renderSteps(overview.steps, words)
    : overview.outcomes.length === 0
      ? null
      : html`<section aria-labelledby="measured">
<h2 id="measured">${says.measured}</h2>
<p class="hint">${says.measuredDetail}</p>
<div class="card scroll">
<table class="stack">
<thead><tr><th scope="col">${columns.outcome}</th><th scope="col" class="number">${columns.treated}</th><th scope="col" class="number">${columns.heldOut}</th><th scope="col" class="number">${says.difference}</th><th scope="col">${says.interval}</th>${planted ? html`<th scope="col" class="number">${says.planted}</th>` : null}</tr></thead>
<tbody>${overview.outcomes.map((row) => renderOutcome(row, planted, words, columns))}</tbody>
</table>
${isDrawn ? html`<p class="legend"><span>${renderLegendMark("estimate")}${says.legendEstimate}</span>${planted ? html`<span>${renderLegendMark("planted")}${says.legendPlanted}</span>` : null}</p>` : null}
</div>
${planted ? html`<p class="hint">${says.plantedDetail}</p>` : null}
</section>`
}
<section aria-labelledby="figures">
<h2 id="figures">${says.cost}</h2>
<dl class="figures">${overview.figures.map(({ label, value, note }) => html`<div><dt>${label}</dt><dd>${value}<small>${note}</small></dd></div>`)}</dl>
</section>
<section aria-labelledby="attention">
<h2 id="attention">${says.needsPerson}</h2>
<ul class="list">${
    overview.attention.length === 0
      ? html`<li class="calm">${says.nothingNeeded}</li>`
      : overview.attention.map((text) => html`<li>${withCommands(text)}</li>`)
  }</ul>
</section>
${overview.charts.length === 0 ? null : html`<section aria-labelledby="charts"><h2 id="charts">${says.charts}</h2><div class="charts">${overview.charts.map((chart) => html`<div class="card">${chart}</div>`)}</div></section>`}
<p><a class="button" href="${withLanguage("/report", language)}">${says.more}</a></p>`;
}

/** What is done has its mark in words as well, for who does not see it. */
function renderSteps(steps: Overview["steps"], { overviewPage: says }: Wording): Html {
  return html`<section aria-labelledby="steps">
<h2 id="steps">${says.steps}</h2>
<ol class="card steps">${steps.map(({ text, isDone }) =>
    isDone
      ? html`<li class="done">${withCommands(text)} <span class="tag good">${says.done}</span></li>`
      : html`<li>${withCommands(text)}</li>`,
  )}</ol>
</section>`;
}

function renderOutcome(row: OutcomeRow, planted: boolean, words: Wording, columns: ReportWords["columns"]): Html {
  const says = words.overviewPage;
  const { difference } = row;
  // Said once where there is no other reason.
  const isTooEarly = row.reason.toLowerCase() === says.tooEarly.toLowerCase();
  return html`<tr><th scope="row">${row.name}<small>${row.explanation}</small></th>
<td class="number" data-label="${columns.treated}"><span>${row.treated}</span></td>
<td class="number" data-label="${columns.heldOut}"><span>${row.heldOut}</span></td>
${
  difference === null
    ? html`<td colspan="${planted ? 3 : 2}"><span><span class="tag wait">${says.tooEarly}</span>${isTooEarly ? null : html` <small>${row.reason}</small>`}</span></td>`
    : html`<td class="number strong" data-label="${says.difference}"><span>${difference.estimateText}</span></td>
<td class="range">${renderRange(difference, sayRange(difference, words))}<small>${difference.intervalText}</small></td>
${planted ? html`<td class="number" data-label="${says.planted}"><span>${difference.plantedText ?? "–"}${renderVerdict(difference, words)}</span></td>` : null}`
}</tr>`;
}

function renderVerdict({ planted, low, high }: RangeRow, { overviewPage: says }: Wording): Html | null {
  if (planted === null) return null;
  return planted >= low && planted <= high ? html`<small>${says.covered}</small>` : html`<small>${says.missed}</small>`;
}

function sayRange(row: RangeRow, { overviewPage: says }: Wording): string {
  const measured = `${says.difference} ${row.estimateText}, ${says.interval} ${row.intervalText}`;
  return row.plantedText === null ? measured : `${measured}, ${says.planted} ${row.plantedText}`;
}
