import { Liquid } from "liquidjs";
import type { LiquidMistake } from "../../../core/rules/read/rule-context.ts";
import { adviseWord } from "../../../core/rules/text/check-shape.ts";
import { closestWord } from "../../../core/rules/text/closest-word.ts";
import { openLiquid } from "./liquid.ts";
import { sayLiquidError } from "./liquid-words.ts";

/** What a text of a rule needs; more exist, but no marketer mistypes `tablerow`. */
const TAGS = [
  "if",
  "elsif",
  "else",
  "endif",
  "unless",
  "endunless",
  "for",
  "endfor",
  "case",
  "when",
  "endcase",
  "assign",
];
export const liquidChecker = { engine: openLiquid("text"), filters: Object.keys(new Liquid().filters) };

/** What of it Liquid cannot read. One mistake hides no other: each output is looked at by itself, then all between them. */
export function unreadable(text: string): LiquidMistake[] {
  if (compileError(text) === null) return [];
  const broken = outputsOf(text).flatMap((output): LiquidMistake[] => {
    const mistake = compileError(output);
    return mistake === null ? [] : [{ ...mistake, text: output }];
  });
  const between = compileError(withoutBroken(text));
  return [...(between === null ? [] : [between]), ...broken];
}

export function withoutBroken(text: string): string {
  return text.replace(OUTPUT, (output) => (compileError(output) === null ? output : ""));
}

/** Each output of a text, once. */
export function outputsOf(text: string): string[] {
  return [...new Set(text.match(OUTPUT) ?? [])];
}

/** The text with what closes each block that it leaves open, the last one first. */
export function closeTags(text: string): string {
  const open: string[] = [];
  for (const [, tag = ""] of text.matchAll(/\{%-?\s*(\w+)[^%]*%\}/g)) {
    const closes = CLOSED_BY[tag];
    if (closes !== undefined) open.push(closes);
    else if (open.at(-1)?.includes(` ${tag} `)) open.pop();
  }
  return `${text}${open.reverse().join("")}`;
}

const OUTPUT = /\{\{(?:[^{}]|\{(?!\{)|\}(?!\}))*\}\}/g;

export function compileError(text: string): LiquidMistake | null {
  try {
    liquidChecker.engine.compile(text);
    return null;
  } catch (error) {
    return explainLiquid(error);
  }
}

/** Tags that open a block, and what closes them. */
export const CLOSED_BY: Readonly<Record<string, string>> = {
  if: "{% endif %}",
  unless: "{% endunless %}",
  for: "{% endfor %}",
  case: "{% endcase %}",
  capture: "{% endcapture %}",
  cards: "{% endcards %}",
  tablerow: "{% endtablerow %}",
  comment: "{% endcomment %}",
  raw: "{% endraw %}",
};

/** Those that texts of rules have a use for. */
const USUAL_FILTERS = "upcase, downcase, capitalize, truncate, default, date, size";

function adviseNear(word: string, words: readonly string[]): string | null {
  const near = closestWord(word, words);
  return near === null ? null : `did you mean "${near}"?`;
}

function explainLiquid(error: unknown): LiquidMistake {
  // The mistake is underlined, and needs no line.
  const message = sayLiquidError(error).replace(/ \(line \d+, column \d+\)$/, "");
  return { message, hint: adviseLiquid(message) };
}

/** What stands before a tag that closes, or parts, what is not open. */
export function adviseOpening(text: string): string {
  const name = /\{%-?\s*(\w+)/.exec(text)?.[1] ?? "";
  const opening = Object.keys(CLOSED_BY).find((opens) => name === `end${opens}`) ?? (name === "when" ? "case" : "if");
  return `write {% ${opening === "cards" ? opening : `${opening} …`} %} before it, or remove it`;
}

function adviseLiquid(message: string): string {
  const open = /^\{%-?\s*(\w+).*is never closed/.exec(message)?.[1];
  if (open !== undefined && CLOSED_BY[open] !== undefined && /%\}/.test(message))
    return `write ${CLOSED_BY[open]} where it ends`;
  if (/^\{\{.*is never closed/.test(message)) return "close it with }}, as in {{ member.firstName }}";
  if (/is never closed/.test(message)) return "close it with %}, as in {% if member.firstName %}";
  const filter = /^there is no filter "(\w+)"/.exec(message)?.[1];
  if (filter !== undefined) return adviseNear(filter, liquidChecker.filters) ?? `remove it; there are ${USUAL_FILTERS}`;
  const tag = /^there is no tag "(\w+)"/.exec(message)?.[1];
  if (tag !== undefined) return adviseWord(tag, TAGS) ?? "remove it";
  if (/belongs to nothing/.test(message)) return adviseOpening(message);
  return "write it as in {{ member.firstName }}, or {% if picks.size == 1 %}one{% else %}several{% endif %}";
}
