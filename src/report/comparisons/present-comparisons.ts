import { type Html, html } from "../html.ts";
import { table } from "../html-table.ts";
import { layTable, wrapText } from "../text-layout.ts";
import { type ComparisonTeller, tellComparisons } from "./tell-comparisons.ts";

const WIDTH = 100;

/** The comparisons' part of the text; `strong` marks a title. Empty where there is none. */
export function presentComparisonsText(teller: ComparisonTeller, strong: (text: string) => string): string {
  const { words } = teller;
  const told = tellComparisons(teller);
  if (told.length === 0) return "";
  const wrap = (texts: readonly string[]) => texts.flatMap((text) => wrapText(text, WIDTH));
  const blocks = told.map(({ title, sentences, head, rows }) => [
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
  ]);
  return [[strong(words.title), ...wrap([words.chosen, words.noInterval])], ...blocks]
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** The comparisons' part of the page. */
export function presentComparisonsHtml(teller: ComparisonTeller): Html | null {
  const { words } = teller;
  const told = tellComparisons(teller);
  if (told.length === 0) return null;
  return html`<section class="comparisons"><h2>${words.title}</h2>
<p>${words.chosen}</p>
<p class="note">${words.noInterval}</p>
${told.map(
  ({ title, sentences, head, rows }) => html`<h3>${title}</h3>
${sentences.map((sentence) => html`<p class="note">${sentence}</p>`)}
${
  rows.length === 0
    ? null
    : html`<div class="figures">${table(
        head,
        rows.map(({ label, cells }) => [
          label,
          ...cells.map(({ value, of }) => html`${value}${of === "" ? null : html`<small>${of}</small>`}`),
        ]),
      )}</div>`
}`,
)}
</section>`;
}
