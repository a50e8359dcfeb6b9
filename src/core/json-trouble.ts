/** Why a text is no JSON, in plain words, and where: the parser's own are for programmers. */
export interface JsonTrouble {
  readonly says: string;
  /** Offset into the text; null: it does not say where. */
  readonly at: number | null;
}

/** How the parser's words begin, and what they mean. Its words may go on with the text itself, which says nothing of this. */
const MEANINGS: readonly (readonly [begins: RegExp, says: string])[] = [
  [/^Unterminated string/, 'a quote (") is never closed'],
  [/^Unexpected end of/, "it ends before all is closed"],
  [/^Expected ',' or /, "a comma is missing"],
  [/^Expected ':' /, "a colon is missing"],
  [/^Expected .*property name/, 'a name in quotes (") is missing'],
  [/^Unexpected \S+ character after JSON/, "there is more behind its end"],
  [/^Bad (escaped character|Unicode escape)/, "a backslash stands before what it cannot stand before"],
  [/^(No number|Unterminated fractional|Exponent part)/, "a number breaks off"],
];

/** @param error what JSON.parse threw for the text */
export function explainJson(error: unknown, text: string): JsonTrouble {
  const message = error instanceof Error ? error.message : String(error);
  const token = /^Unexpected token '(.)'/s.exec(message)?.[1];
  if (token !== undefined) return notExpected(text, firstOutside(text, token));
  const position = /^[^"]*position (\d+)/.exec(message)?.[1];
  const at = position === undefined ? null : Number(position);
  if (/^Bad control character/.test(message)) return { says: sayControl(text, at), at };
  const says = MEANINGS.find(([begins]) => begins.test(message))?.[1];
  if (says === undefined) return notExpected(text, at);
  return { says, at: /^Un(terminated string|expected end)/.test(message) ? text.length : at };
}

function notExpected(text: string, at: number | null): JsonTrouble {
  return { says: at === null ? "it cannot be read" : `${JSON.stringify(text.charAt(at))} is not expected there`, at };
}

function sayControl(text: string, at: number | null): string {
  const character = at === null ? "\n" : text.charAt(at);
  if (character === "\n" || character === "\r") return "a text goes over the end of its line";
  return `a text holds the control character ${JSON.stringify(character)} as it is`;
}

/** Where the parser gives a character instead of its place: the first one, if it stands there once. */
function firstOutside(text: string, token: string): number | null {
  const at = text.indexOf(token);
  return at === -1 || text.indexOf(token, at + 1) !== -1 ? null : at;
}
