import { Liquid } from "liquidjs";
import type { LiquidMistake } from "../../core/rules/read/rule-context.ts";
import { adviseWord } from "../../core/rules/text/check-shape.ts";
import { closestWord } from "../../core/rules/text/closest-word.ts";
import type { RenderText } from "../../core/rules/warn/warning.ts";
import { openLiquid } from "./liquid.ts";
import { findStrangers, namesEngine, sayStranger } from "./liquid-names.ts";
import { sayLiquidError } from "./liquid-words.ts";
import { RULE_NAMES } from "./mail-names.ts";
import { runWithin } from "./run-within.ts";

const LONGEST_TEXT_MS = 1000;

/** A text of a rule, filled in. Throws what Liquid throws, and where it does not end. */
export const renderText: RenderText = (text, model) => {
  let rendered = "";
  const ended = runWithin(LONGEST_TEXT_MS, () => {
    rendered = checker.engine.compile(text).render(model);
  });
  if (!ended) throw new Error(`it does not end within ${LONGEST_TEXT_MS / 1000} s`);
  return rendered;
};

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
const checker = { engine: openLiquid("text"), filters: Object.keys(new Liquid().filters) };

/** All that is wrong with a text of a rule as a Liquid template, each in one line, and what to write; []: nothing. */
export function checkLiquid(text: string): LiquidMistake[] {
  if (compileError(text) === null) return strangersIn(text);
  const outputs = [...new Set(text.match(OUTPUT) ?? [])];
  const closed = closeTags(withoutBroken(text));
  const strangers = compileError(closed) === null ? strangersIn(closed) : strangersAmong(outputs, text);
  return [...unreadable(text), ...strangers];
}

/** What of it Liquid cannot read. One mistake hides no other: each output is looked at by itself, then all between them. */
export function unreadable(text: string): LiquidMistake[] {
  if (compileError(text) === null) return [];
  const broken = [...new Set(text.match(OUTPUT) ?? [])].flatMap((output): LiquidMistake[] => {
    const mistake = compileError(output);
    return mistake === null ? [] : [{ ...mistake, text: output }];
  });
  const between = compileError(withoutBroken(text));
  return [...(between === null ? [] : [between]), ...broken];
}

function withoutBroken(text: string): string {
  return text.replace(OUTPUT, (output) => (compileError(output) === null ? output : ""));
}

/** Where what stands between the outputs cannot be mended. */
function strangersAmong(outputs: readonly string[], text: string): LiquidMistake[] {
  const own = new Set([...text.matchAll(/\{%-?\s*(?:assign|capture|for)\s+(\w+)/g)].map(([, name]) => name));
  return outputs
    .filter((output) => compileError(output) === null)
    .flatMap(strangersIn)
    .filter(({ text: name = "" }) => !own.has(/^\w*/.exec(name)?.[0]));
}

/** The text with what closes each block that it leaves open, the last one first. */
function closeTags(text: string): string {
  const open: string[] = [];
  for (const [, tag = ""] of text.matchAll(/\{%-?\s*(\w+)[^%]*%\}/g)) {
    const closes = CLOSED_BY[tag];
    if (closes !== undefined) open.push(closes);
    else if (open.at(-1)?.includes(` ${tag} `)) open.pop();
  }
  return `${text}${open.reverse().join("")}`;
}

const OUTPUT = /\{\{(?:[^{}]|\{(?!\{)|\}(?!\}))*\}\}/g;

function compileError(text: string): LiquidMistake | null {
  try {
    checker.engine.compile(text);
    return null;
  } catch (error) {
    return explainLiquid(error);
  }
}

/** Names that no mail has: they would be empty for everybody, without a word. */
function strangersIn(text: string): LiquidMistake[] {
  if (!/\{[{%]/.test(text)) return [];
  const told = new Set<string>();
  return findStrangers(namesEngine, text, RULE_NAMES).flatMap((stranger) => {
    if (told.has(stranger.path)) return [];
    told.add(stranger.path);
    return [{ ...sayStranger(stranger), text: stranger.path }];
  });
}

/** Tags that stand in texts of rules, and what closes them. */
const CLOSED_BY: Readonly<Record<string, string>> = {
  if: "{% endif %}",
  unless: "{% endunless %}",
  for: "{% endfor %}",
  case: "{% endcase %}",
  capture: "{% endcapture %}",
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

function adviseLiquid(message: string): string {
  const open = /^\{%-?\s*(\w+).*is never closed/.exec(message)?.[1];
  if (open !== undefined && CLOSED_BY[open] !== undefined && /%\}/.test(message))
    return `write ${CLOSED_BY[open]} where it ends`;
  if (/^\{\{.*is never closed/.test(message)) return "close it with }}, as in {{ member.firstName }}";
  if (/is never closed/.test(message)) return "close it with %}, as in {% if member.firstName %}";
  const filter = /^there is no filter "(\w+)"/.exec(message)?.[1];
  if (filter !== undefined) return adviseNear(filter, checker.filters) ?? `remove it; there are ${USUAL_FILTERS}`;
  const tag = /^there is no tag "(\w+)"/.exec(message)?.[1];
  if (tag !== undefined) return adviseWord(tag, TAGS) ?? "remove it";
  if (/belongs to nothing/.test(message)) return "write {% if … %} before it, or remove it";
  return "write it as in {{ member.firstName }}, or {% if picks.size == 1 %}one{% else %}several{% endif %}";
}
