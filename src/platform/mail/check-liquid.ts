import { Liquid } from "liquidjs";
import type { LiquidMistake } from "../../core/rules/read/rule-context.ts";
import { adviseWord } from "../../core/rules/text/check-shape.ts";
import { closestWord } from "../../core/rules/text/closest-word.ts";
import type { RenderText } from "../../core/rules/warn/warning.ts";
import type { DigestModel } from "../../digest/mails/ports.ts";
import { openLiquid, sayLiquidError } from "./liquid.ts";
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
const checker = { engine: openLiquid("text"), filters: Object.keys(new Liquid().filters), names: new Liquid() };

/** What texts of rules know, as docs/rules.md lists it. Of a member there is whatever the site sends. */
const NAMES: Readonly<Record<keyof DigestModel, true>> = {
  language: true,
  rule: true,
  brand: true,
  member: true,
  picks: true,
  subjects: true,
  moreSubjects: true,
  events: true,
  lives: true,
  moreLives: true,
  reading: true,
  why: true,
  siteUrl: true,
  unsubscribeUrl: true,
  preferencesUrl: true,
};

/** A name that no mail has: it would be empty for everybody, without a word. */
function findStranger(text: string): LiquidMistake | null {
  const names = Object.keys(NAMES);
  for (const [name] of checker.names.globalVariableSegmentsSync(checker.names.parse(text))) {
    if (typeof name !== "string" || names.includes(name)) continue;
    const near = adviseWord(name, names);
    return { message: `there is no "${name}" in a mail`, hint: near ?? `write one of ${names.join(", ")}` };
  }
  return null;
}

/** What is wrong with a text as a Liquid template, in one line, and what to write; null: nothing. */
export function checkLiquid(text: string): LiquidMistake | null {
  try {
    checker.engine.compile(text);
    return findStranger(text);
  } catch (error) {
    const said = sayLiquidError(error);
    // A text of one line needs no line, and the mistake in it is quoted.
    const message = text.includes("\n") ? said : said.replace(/ \(line 1, column \d+\)$/, "");
    return { message, hint: adviseLiquid(message) };
  }
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

function adviseLiquid(message: string): string {
  const open = /^tag \{%-?\s*(\w+).*not closed/.exec(message)?.[1];
  if (open !== undefined) return `write ${CLOSED_BY[open] ?? `{% end${open} %}`} where it ends`;
  if (/^output .*not closed/.test(message)) return "close it with }}, as in {{ member.firstName }}";
  if (/not closed/.test(message)) return "close it with %}, as in {% if member.firstName %}";
  const filter = /undefined filter: (\w+)/.exec(message)?.[1];
  if (filter !== undefined) return adviseNear(filter, checker.filters) ?? `remove it; there are ${USUAL_FILTERS}`;
  const tag = /tag "?(\w+)"? not found/.exec(message)?.[1];
  if (tag !== undefined) return adviseWord(tag, TAGS) ?? "remove it";
  return "write it as in {{ member.firstName }}, or {% if picks.size == 1 %}one{% else %}several{% endif %}";
}
