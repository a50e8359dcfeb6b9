import type { Mistake } from "./mistake.ts";
import type { Said, SpokenLanguage } from "./said.ts";

/** Offsets into a text, the second one excluded. */
export type Span = readonly [start: number, end: number];

/** A file of the rules folder as text that mistakes can point into. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Offset at which each line starts. */
  readonly lineStarts: readonly number[];
}

/** Longer lines are cut in a mistake: nobody reads them, and one may be the whole of a file that is no YAML. */
const LINE_TEXT_LENGTH = 1_000;

const LONGEST_SAID = 400;

export function openSource(file: string, text: string): Source {
  const lineStarts = [0];
  for (let index = text.indexOf("\n"); index !== -1; index = text.indexOf("\n", index + 1)) lineStarts.push(index + 1);
  return { file, text, lineStarts };
}

/** A mistake at `span`; one that spans lines is underlined on its first. */
export function mistakeAt(
  source: Source,
  span: Span,
  message: string | Said,
  hint: string | Said | null = null,
  severity: Mistake["severity"] = "mistake",
): Mistake {
  const start = Math.max(0, Math.min(span[0], source.text.length));
  const line = lineOf(source, start);
  const lineStart = source.lineStarts[line] ?? 0;
  const lineEnd = endOfLine(source, line);
  const meant = source.text.slice(start, Math.min(span[1], lineEnd)).trimEnd();
  return {
    severity,
    file: source.file,
    line: line + 1,
    column: characters(source.text.slice(lineStart, start)) + 1,
    length: Math.max(1, characters(meant)),
    lineText: lineTextOf(source, line),
    ...told("en", message, hint),
    ...(typeof message === "string" ? {} : { french: told("fr", message, hint) }),
  };
}

function told(language: SpokenLanguage, message: string | Said, hint: string | Said | null) {
  const say = (text: string | Said) => cut(typeof text === "string" ? text : text[language]);
  return { message: say(message), hint: hint === null ? null : say(hint) };
}

/** What stands in a file may be quoted in a mistake, and may be a page long. */
function cut(text: string): string {
  return text.length <= LONGEST_SAID ? text : `${text.slice(0, LONGEST_SAID - 1)}…`;
}

/** Characters as a reader counts them, so that a caret stands right behind an emoji. */
function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The line at an offset, counted from 0. */
export function lineOf(source: Source, offset: number): number {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((source.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A line counted from 0, without its end; a very long one is cut. */
export function lineTextOf(source: Source, line: number): string {
  const start = source.lineStarts[line] ?? 0;
  return source.text.slice(start, Math.min(endOfLine(source, line), start + LINE_TEXT_LENGTH)).replace(/\r$/, "");
}

function endOfLine(source: Source, line: number): number {
  const nextStart = source.lineStarts[line + 1];
  return nextStart === undefined ? source.text.length : nextStart - 1;
}
