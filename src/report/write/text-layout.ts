import { holdTogether } from "./hold-together.ts";

/** Breaks at spaces so that no line is longer than `width`; no-break spaces hold, also those that French and units ask for. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of holdTogether(text).split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

const GAP = "  ";
/** What a first column may take, so that the longest of the other tables still fits. */
const FIRST_COLUMN = 44;

/** A table with a line under its head; the first column is cut where it is too long. */
export function layTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly ("left" | "right")[],
): string[] {
  const cut = [head, ...rows].map((row) =>
    row.map((cell, column) => (column === 0 ? shorten(cell, FIRST_COLUMN) : cell)),
  );
  const widths = head.map((_, column) => Math.max(...cut.map((row) => row[column]?.length ?? 0)));
  const lay = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return align[column] === "right" ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(GAP)
      .trimEnd();
  const [first = [], ...rest] = cut;
  const line = widths.map((width) => "─".repeat(width)).join(GAP);
  return [lay(first), line, ...rest.map(lay)];
}

/** What members wrote may hold line breaks and worse: none reaches the terminal. */
function shorten(written: string, width: number): string {
  const text = written.replace(/\p{Cc}+/gu, " ");
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
