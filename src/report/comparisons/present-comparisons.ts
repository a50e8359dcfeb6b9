import { type Html, html } from "../write/html.ts";
import { table } from "../write/html-table.ts";
import { layTable, wrapText } from "../write/text-layout.ts";
import { type ComparisonTeller, type ToldComparison, tellComparisons } from "./tell-comparisons.ts";
import { type ToldDrawn, tellDrawn } from "./tell-drawn.ts";

const WIDTH = 100;

/** The comparisons' part of the text; `strong` marks a title. Empty where there is none. */
export function presentComparisonsText(teller: ComparisonTeller, strong: (text: string) => string): string {
  const { words } = teller;
  const told = tellComparisons(teller);
  const wrap = (texts: readonly string[]) => texts.flatMap((text) => wrapText(text, WIDTH));
  const drawn = tellDrawn(teller);
  const drawnBlocks = drawn.map(({ title, sentences, head, rows }) => [
    strong(title),
    ...wrap(sentences),
    ...(rows.length === 0
      ? []
      : layTable(
          head,
          rows.map(({ label, treated, control, effect, smallest }) => [label, treated, control, effect, smallest]),
          ["left", "right", "right", "left", "right"],
        )),
  ]);
  const blocks = told.map(({ title, sentences, head, rows, after }) => [
    strong(title),
    ...wrap(sentences),
    ...(rows.length === 0
      ? []
      : layTable(
          head,
          rows.map(({ label, cells }) => [
            label,
            ...cells.map(({ value, of }) => (of === "" ? value : `${value} (${of})`)),
          ]),
          head.map((_, column) => (column === 0 ? "left" : "right")),
        )),
    ...wrap(after),
  ]);
  return [
    ...(drawn.length === 0 ? [] : [[strong(words.drawn.title), ...wrap([words.drawn.note])], ...drawnBlocks]),
    ...(told.length === 0 ? [] : [[strong(words.title), ...wrap([words.chosen, words.noInterval])], ...blocks]),
  ]
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** The comparisons' part of the page. */
export function presentComparisonsHtml(teller: ComparisonTeller): Html | null {
  const { words } = teller;
  const told = tellComparisons(teller);
  const drawn = tellDrawn(teller);
  return html`${
    drawn.length === 0
      ? null
      : html`<section class="drawn"><h2>${words.drawn.title}</h2>
<p class="note">${words.drawn.note}</p>
${drawn.map(drawnPart)}
</section>`
  }${
    told.length === 0
      ? null
      : html`<section class="comparisons"><h2>${words.title}</h2>
<p>${words.chosen}</p>
<p class="note">${words.noInterval}</p>
${told.map(comparisonPart)}
</section>`
  }`;
}

function notes(sentences: readonly string[]): Html[] {
  return sentences.map((sentence) => html`<p class="note">${sentence}</p>`);
}

function comparisonPart({ title, sentences, head, rows, after }: ToldComparison): Html {
  const cells = rows.map((row) => [
    row.label,
    ...row.cells.map(({ value, of }) => html`${value}${of === "" ? null : html`<small>${of}</small>`}`),
  ]);
  return html`<h3>${title}</h3>
${notes(sentences)}
${rows.length === 0 ? null : html`<div class="figures">${table(head, cells)}</div>`}
${notes(after)}`;
}

function drawnPart({ title, sentences, head, rows }: ToldDrawn): Html {
  const cells = rows.map(({ label, treated, control, effect, verdict, smallest }) => [
    label,
    treated,
    control,
    html`<span class="effect ${verdict}">${effect}</span>`,
    smallest,
  ]);
  return html`<h3>${title}</h3>
${notes(sentences)}
${rows.length === 0 ? null : html`<div class="outcomes">${table(head, cells, [3])}</div>`}`;
}
