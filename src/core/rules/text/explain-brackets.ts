/** What is wrong with the brackets of one line's value, and where in it. */
export interface BracketSlip {
  readonly at: number;
  readonly message: string;
  readonly hint: string;
}

const CLOSING: Readonly<Record<string, string>> = { "[": "]", "{": "}" };
export const UNCLOSED = "a bracket is not closed";

/** `value` begins with a bracket. null: its brackets and quotes close each other, as far as this line goes. */
export function explainBrackets(value: string): BracketSlip | null {
  const bare = withoutTexts(value);
  const quote = bare.indexOf('"');
  if (quote !== -1) {
    return { at: quote, message: "the quote that begins here is not closed", hint: 'end the text with "' };
  }
  const open: { readonly at: number; readonly bracket: string }[] = [];
  for (const [at, character] of [...bare].entries()) {
    if (character === "[" || character === "{") open.push({ at, bracket: character });
    if (character !== "]" && character !== "}") continue;
    const last = open.pop();
    if (last === undefined) return { at, message: "this bracket closes nothing", hint: `remove the ${character}` };
    const wanted = CLOSING[last.bracket];
    if (wanted === character) continue;
    // Of `{ a: b] }` the bracket in between is one too many; of `{ a: [b }` one is missing.
    if (open.length === 0 && bare.indexOf(wanted ?? "", at) !== -1) {
      return { at, message: "this bracket closes nothing", hint: `remove the ${character}` };
    }
    return { at: last.at, message: UNCLOSED, hint: `write ${wanted} where it ends, before ${character}` };
  }
  const first = open[0];
  if (first === undefined) return null;
  const missing = open.map(({ bracket }) => CLOSING[bracket]).reverse();
  return { at: open.at(-1)?.at ?? first.at, message: UNCLOSED, hint: `end the line with ${missing.join(" ")}` };
}

/** Brackets that are open behind it less those that were open before it. */
export function countOpen(text: string): number {
  const bare = withoutTexts(text);
  return (bare.match(/[[{]/g)?.length ?? 0) - (bare.match(/[\]}]/g)?.length ?? 0);
}

/** As long as before. */
function withoutTexts(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|(?<![\p{L}\d])'[^']*'/gu, (found) => "_".repeat(found.length));
}
