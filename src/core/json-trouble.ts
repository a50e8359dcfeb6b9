/** Why a text is no JSON, in plain words, and where: the parser's own are for programmers. */
export interface JsonTrouble {
  readonly says: string;
  /** Offset into the text; null: it does not say where. */
  readonly at: number | null;
}

/** @param error what JSON.parse threw for the text */
export function explainJson(error: unknown, text: string): JsonTrouble {
  const message = error instanceof Error ? error.message : String(error);
  const position = /position (\d+)/.exec(message)?.[1];
  if (/end of (JSON )?input|Unterminated/i.test(message)) {
    const what = /Unterminated/i.test(message) ? 'a quote (") is never closed' : "it ends before all is closed";
    return { says: what, at: text.length };
  }
  const token = /^Unexpected token '?(.+?)'?(?:,| in )/s.exec(message)?.[1];
  const at = position === undefined ? (token === undefined ? null : firstOutside(text, token)) : Number(position);
  if (/control character/i.test(message)) return { says: "a text goes over the end of its line", at };
  if (/',' or '[}\]]'/.test(message)) return { says: "a comma is missing", at };
  if (/after JSON/.test(message)) return { says: "there is more behind its end", at };
  if (/property name/i.test(message)) return { says: 'a name in quotes (") is missing', at };
  return { says: at === null ? "it cannot be read" : `${JSON.stringify(text.charAt(at))} is not expected there`, at };
}

/** Where the parser gives a character instead of its place: the first one, if it stands there once. */
function firstOutside(text: string, token: string): number | null {
  const at = text.indexOf(token);
  return at === -1 || text.indexOf(token, at + 1) !== -1 ? null : at;
}
