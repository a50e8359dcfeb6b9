import type { ChartRenderer } from "../ports.ts";
import { formatChart } from "../write/format-chart.ts";
import { type Html, html, raw } from "../write/html.ts";
import { linkTo, table } from "../write/html-table.ts";
import { layTable, wrapText } from "../write/text-layout.ts";
import type { NumberWriter } from "../write/write-numbers.ts";
import type { ToldCell, ToldSection, ToldTable } from "./section-teller.ts";

const WIDTH = 100;

/** One section of the text. */
export function presentSectionText(section: ToldSection, strong: (text: string) => string, notes: string): string {
  const told = [
    strong(section.title),
    ...[...section.leads, section.note].filter((text) => text !== "").flatMap((text) => wrapText(text, WIDTH)),
    ...section.tables.flatMap((each, index) => [
      ...(each.title === "" ? [] : [...(index === 0 ? [] : [""]), ...wrapText(each.title, WIDTH)]),
      ...layTable(
        each.head,
        each.rows.map((row) => row.map(writeCell)),
        each.head.map((_, column) => (column === 0 || each.texts.includes(column) ? "left" : "right")),
      ),
      ...(each.note === "" ? [] : wrapText(each.note, WIDTH)),
    ]),
  ];
  if (section.notes.length > 0) told.push(notes, ...section.notes.map((text, index) => `${index + 1}  ${text}`));
  return told.join("\n");
}

function writeCell({ text, of }: ToldCell, column: number): string {
  return column === 0 || of === "" ? text : `${text} (${of})`;
}

/** One section of the page. */
export function presentSectionHtml(
  section: ToldSection,
  charts: ChartRenderer | null,
  write: NumberWriter,
  words: { readonly numbers: string; readonly notes: string },
): Html {
  const { chart } = section;
  const figure = chart && charts?.render(chart, formatChart(write, chart));
  const isBehind = ({ isBehindChart }: ToldTable): boolean => isBehindChart === true && figure != null;
  const behind = section.tables.filter(isBehind);
  return html`<section><h2>${section.title}</h2>
${section.leads.map((lead) => html`<p>${lead}</p>`)}
${section.note === "" ? null : html`<p class="note">${section.note}</p>`}
${figure == null ? null : html`<figure tabindex="0">${raw(figure)}</figure>`}
${section.notes.length === 0 ? null : html`<ol class="noted" aria-label="${words.notes}">${section.notes.map((text) => html`<li>${text}</li>`)}</ol>`}
${behind.length === 0 ? null : html`<details><summary>${words.numbers}</summary>${behind.map(tableOf)}</details>`}
${section.tables.filter((each) => !isBehind(each)).map(tableOf)}
</section>`;
}

function tableOf({ title, note, head, rows, texts }: ToldTable): Html {
  const isLift = rows.some((row) => row.some(({ mark }) => mark !== undefined));
  return html`${title === "" ? null : html`<h3>${title}</h3>`}
<div class="${isLift ? "lifts" : ""}">${table(
    head,
    rows.map((row) => row.map(cellOf)),
    texts,
  )}</div>
${note === "" ? null : html`<p class="note">${note}</p>`}`;
}

function cellOf({ text, of, url, mark }: ToldCell): Html {
  const said = mark === undefined ? linkTo(url ?? null, text) : html`<span class="effect ${mark}">${text}</span>`;
  return html`${said}${of === "" ? null : html`<small>${of}</small>`}`;
}
