import { type Html, html } from "./html.ts";

/** Columns after the first hold numbers, unless named in `texts`. What is wider than the screen scrolls, with the keyboard too. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | Html)[])[],
  texts: readonly number[] = [],
): Html {
  const kind = (column: number) => (column === 0 || texts.includes(column) ? "" : "n");
  // On a phone, each row of many columns is its name, and below it each figure with the name of its column.
  const isMany = head.length > 2;
  return html`<div class="scroll" tabindex="0"><table class="${isMany ? "many" : "few"}">
<thead><tr>${head.map((cell, column) => html`<th scope="col" class="${kind(column)}">${cell}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, column) =>
        column === 0
          ? html`<th scope="row">${cell}</th>`
          : html`<td class="${kind(column)}" data-label="${head[column] ?? ""}">${cell}</td>`,
      )}</tr>`,
  )}</tbody>
</table></div>`;
}

/** A link where the address is one of the web; else the text alone. */
export function linkTo(url: string | null, text: string): Html {
  return url !== null && /^https?:\/\//i.test(url) ? html`<a href="${url}">${text}</a>` : html`${text}`;
}
