import { type FieldMistake, type RowWarning, sayMistakes } from "../core/tracking/reading.ts";

/** Something odd about rows that were taken all the same. */
export interface ImportWarning extends Omit<RowWarning, "dropped"> {
  readonly count: number;
  /** The first lines, at most five. */
  readonly lines: readonly number[];
}

/** What was wrong with rows that were refused: a row with several mistakes is of each of them. */
export interface ImportMistake {
  /** Which field, what was expected there, and what the first of them has instead. */
  readonly says: string;
  readonly count: number;
  /** The first lines, at most five. */
  readonly lines: readonly number[];
}

const MOST_LINES = 5;

export interface Noted {
  readonly says: string;
  count: number;
  readonly lines: number[];
}

export function note(noted: Map<string, Noted>, { code, says }: Omit<RowWarning, "dropped">, line: number): void {
  const known = noted.get(code) ?? { says, count: 0, lines: [] };
  known.count += 1;
  if (known.lines.length < MOST_LINES) known.lines.push(line);
  noted.set(code, known);
}

/** Fields of NDJSON may have any name: beyond these kinds, mistakes stand in the file of refused rows alone. */
const MOST_KINDS = 1_000;
const MOST_TOLD = 10;

export function noteMistakes(
  noted: Map<string, Noted>,
  read: string | { readonly mistakes: readonly FieldMistake[] },
  line: number,
): void {
  const told = typeof read === "string" ? [{ code: read, says: read }] : read.mistakes.map(codeOf);
  for (const one of told) if (noted.has(one.code) || noted.size < MOST_KINDS) note(noted, one, line);
}

function codeOf(mistake: FieldMistake) {
  return { code: `${mistake.field}: ${mistake.expected}`, says: sayMistakes([mistake]) };
}

export function mostFrequent(noted: ReadonlyMap<string, Noted>): readonly ImportMistake[] {
  return [...noted.values()].sort((one, other) => other.count - one.count).slice(0, MOST_TOLD);
}
