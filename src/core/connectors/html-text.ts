import { decode } from "html-entities";

/** HTML to text; null when nothing is left. Whoever shows it escapes it, as all text from outside. */
export function htmlToText(html: string | null): string | null {
  if (html === null) return null;
  const shown = [...HIDDEN].reduce((rest, [opening, closing]) => without(rest, opening, closing), html);
  const text = decode(shown.replace(/<\/?[a-z][^<>]*>/gi, " "))
    .replace(/\s+/g, " ")
    .trim();
  return text === "" ? null : text;
}

const HIDDEN = new Map([
  ["<!--", "-->"],
  ["<script", "</script>"],
  ["<style", "</style>"],
]);

/** In one pass: a pattern that looks for an end from each beginning takes hours for a feed that is nothing but beginnings. */
function without(html: string, opening: string, closing: string): string {
  const searched = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  let kept = "";
  let at = 0;
  for (;;) {
    const start = searched.indexOf(opening, at);
    if (start === -1) return kept + html.slice(at);
    kept += `${html.slice(at, start)} `;
    const end = searched.indexOf(closing, start);
    if (end === -1) return kept;
    at = end + closing.length;
  }
}
