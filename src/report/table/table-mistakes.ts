import { RekindleError } from "../../core/errors.ts";
import { nearestWord } from "../../core/rules/text/nearest-word.ts";

const MOST_EXAMPLES = 5;
const MOST_NAMES = 12;

/** Collects what is wrong with a table and with what is asked of it, to be said at once. */
export class TableMistakes {
  readonly #said: string[] = [];
  readonly #cells = new Map<string, { says: string; count: number; examples: string[] }>();

  say(mistake: string): void {
    this.#said.push(mistake);
  }

  /** A cell of a row that does not hold what is needed. */
  cell(column: string, expected: string, found: unknown, line: number): void {
    this.#note(`${quote(column)}: expected ${expected}, found`, `${sayValue(found)} (line ${line})`);
  }

  /** Cells of a column that no row has: that it is not there says it all. */
  forget(column: string): void {
    for (const key of this.#cells.keys()) if (key.startsWith(`${quote(column)}: `)) this.#cells.delete(key);
  }

  /** A row that cannot be read at all. */
  row(says: string, line: number, found?: number): void {
    this.#note(clean(says), found === undefined ? `(line ${line})` : `${found} (line ${line})`);
  }

  #note(says: string, example: string): void {
    const known = this.#cells.get(says) ?? { says, count: 0, examples: [] };
    known.count += 1;
    if (known.examples.length < MOST_EXAMPLES) known.examples.push(example);
    this.#cells.set(says, known);
  }

  /** @throws RekindleError `usage` with every mistake, when there is one. */
  raise(file: string): void {
    const cells = [...this.#cells.values()].map(({ says, count, examples }) => {
      const more = count > examples.length ? `, … (${count} rows in all)` : "";
      return `${says} ${examples.join(", ")}${more}`;
    });
    const all = [...this.#said, ...cells];
    if (all.length === 0) return;
    throw new RekindleError(
      "usage",
      [`${file} cannot be compared:`, ...all.map((mistake) => `- ${mistake}`)].join("\n"),
      "Correct that, and run it again.",
    );
  }
}

export function quote(name: string): string {
  return `"${clean(name)}"`;
}

/** `"a", "b", …` */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map(quote);
  return names.length > shown.length ? `${shown.join(", ")}, …` : shown.join(", ");
}

export function didYouMean(word: string, words: readonly string[]): string {
  const near = nearestWord(word, words);
  return near === null ? "" : ` Did you mean ${quote(near)}?`;
}

/** What stands in a file may hold line breaks and worse: none reaches the terminal. */
export function clean(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

function sayValue(value: unknown): string {
  if (value === undefined || value === null || value === "") return "nothing";
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return quote(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}
