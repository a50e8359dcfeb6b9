import { LiquidError } from "liquidjs";
import { oneLine, shorten } from "../../../core/plain-text.ts";

/** Characters of a tag that a message shows. */
const LONGEST_QUOTE = 80;

/** Words that only make sense between two others. */
const INNER = new Set(["else", "elsif", "when", "endif", "endunless", "endfor", "endcase", "endcapture", "endcards"]);

/** What Liquid found wrong, in plain words, with the line and column behind it. Errors of ours stay as they are. */
export function sayLiquidError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = message] = message.split("\n");
  if (!LiquidError.is(error)) return first;
  const [, said = first, line, column] = /^(.*), line:(\d+), col:(\d+)$/.exec(first) ?? [];
  const place = line === undefined ? "" : ` (line ${line}, column ${column})`;
  return `${inWords(said, textOf(error))}${place}`;
}

/** For HTML that was made of MJML, in whose lines nobody can look: with the source of the tag or output instead. */
export function sayCompiledError(error: unknown): string {
  const said = sayLiquidError(error).replace(/ \(line \d+, column \d+\)$/, "");
  const text = LiquidError.is(error) ? textOf(error) : "";
  return text === "" || said.includes(text) ? said : `${said}, in ${text}`;
}

function textOf({ token }: { readonly token: { getText(): string } }): string {
  return shorten(oneLine(token.getText()), LONGEST_QUOTE);
}

function inWords(said: string, text: string): string {
  const tag = /^tag "?(\w*)"? not found/.exec(said)?.[1];
  if (tag !== undefined) return INNER.has(tag) ? `${text} belongs to nothing that is open` : `there is no tag "${tag}"`;
  const filter = /^undefined filter: (\S*)/.exec(said)?.[1];
  if (filter !== undefined) return `there is no filter "${filter}"`;
  const open = /^(?:tag|output|raw) "?(.*?)"? not closed/.exec(said)?.[1];
  if (open !== undefined) return `${open} is never closed`;
  if (/limit exceeded/.test(said)) return "it is too long, or makes too much";
  if (/ after else|duplicated else/.test(said)) return `${text} stands behind an else, which has to be the last part`;
  if (!KNOWN.test(said)) return said;
  // Where a tag says nothing, as {% if %}, there is no text of it to show.
  return text === "" ? "a tag lacks what it is about" : `${text} cannot be understood`;
}

/** How Liquid says that it could not read a tag or an output. */
const KNOWN =
  /^(illegal|invalid|unexpected|unbalanced|empty|expected|\[ not closed|unknown)|expected$|cannot read|not a function/i;
