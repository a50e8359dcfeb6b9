import { type Html, html } from "../write/html.ts";
import { linkTo, table } from "../write/html-table.ts";
import {
  type IndicatorTeller,
  type ToldGroup,
  type ToldTable,
  tellGoals,
  tellGroups,
  tellLists,
  tellMissing,
  tellWindow,
} from "./tell-indicators.ts";

/** The indicators' part of the page. */
export function presentIndicatorsHtml(teller: IndicatorTeller): Html {
  const { words } = teller;
  return html`<section class="indicators"><h2>${words.title}</h2>
${tellWindow(teller).map((note) => html`<p class="note">${note}</p>`)}
${goalPart(teller)}
${tellGroups(teller).map((group) => groupPart(teller, group))}
${missingPart(teller)}
${tellLists(teller).map(listPart)}
</section>`;
}

function goalPart(teller: IndicatorTeller): Html | null {
  const goals = tellGoals(teller);
  if (goals.length === 0) return null;
  return html`<h3>${teller.words.goals}</h3>
<ul class="goals">${goals.map(
    ({ sentence, verdict, met }) =>
      html`<li>${sentence} ${verdict === "" ? null : html`<strong class="${met === true ? "better" : ""}">${verdict}</strong>`}</li>`,
  )}</ul>`;
}

function groupPart({ words }: IndicatorTeller, { title, lines }: ToldGroup): Html {
  const aimed = lines.some(({ target }) => target !== "");
  const head = [words.indicator, words.now, words.before, words.change, ...(aimed ? [words.target] : [])];
  const rows = lines.map((line) => [
    html`${line.label}${line.goals === "" ? null : html`<small>${line.goals}</small>`}`,
    html`${line.now}${line.nowOf === "" ? null : html`<small>${line.nowOf}</small>`}`,
    line.hasBefore ? line.before : html`<small>${line.before}</small>`,
    html`<span class="${line.verdict}">${line.change}</span>`,
    ...(aimed ? [line.target] : []),
  ]);
  return html`<h3>${title}</h3>
<div class="figures">${table(head, rows)}</div>
<details><summary>${words.definitions}</summary>
<dl>${lines.map((line) => html`<dt>${line.label}</dt><dd>${line.definition}</dd>`)}</dl></details>`;
}

function missingPart(teller: IndicatorTeller): Html | null {
  const missing = tellMissing(teller);
  if (missing.length === 0) return null;
  return html`<h3>${teller.words.missing}</h3><ul>${missing.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
}

function listPart({ title, note, head, rows, links, texts }: ToldTable): Html {
  const linked = rows.map(([first = "", ...rest], row) => [linkTo(links[row] ?? null, first), ...rest]);
  return html`<h3>${title}</h3>
${note === "" ? null : html`<p class="note">${note}</p>`}
${table(head, linked, texts)}`;
}
