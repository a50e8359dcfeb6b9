import { Liquid, LiquidError, type Template } from "liquidjs";
import { oneLine, shorten } from "../../core/plain-text.ts";
import type { LiquidMistake } from "../../core/rules/read/rule-context.ts";
import { adviseWord } from "../../core/rules/text/check-shape.ts";
import { closestWord } from "../../core/rules/text/closest-word.ts";
import type { RenderText } from "../../core/rules/warn/warning.ts";
import { cardsTag } from "./cards-tag.ts";
import { type MeteredEngine, meterEngine } from "./meter.ts";
import { rememberRenders } from "./remember-renders.ts";
import { runWithin } from "./run-within.ts";

/** Compiled texts of rules kept in memory; a rule has five in each language. */
const MOST_KEPT = 1000;
const LONGEST_SOURCE = 200_000;
/** Tags that would read other files. */
const FILE_TAGS = ["include", "render", "layout", "block"];

export interface LiquidText {
  /** Whether it depends on what it is given. */
  readonly varies: boolean;
  render(context: object): string;
}

export interface LiquidEngine {
  /** Compiled once for each text. Throws what Liquid throws. */
  compile(text: string): LiquidText;
}

/**
 * Liquid that sees the data it is given and nothing else: no file, no inherited property, no unknown filter, and limits
 * on what it makes. `html`: whatever is put out is escaped for HTML, always; `text`: as it is. What may be anybody's
 * template is rendered under `runWithin`.
 */
export function openLiquid(kind: "html" | "text"): LiquidEngine {
  const engine = new Liquid({
    parseLimit: LONGEST_SOURCE,
    ownPropertyOnly: true,
    strictFilters: true,
    templates: {},
    ...(kind === "html" ? { outputEscape: "escape" as const } : {}),
  });
  for (const tag of FILE_TAGS) delete engine.tags[tag];
  // It would write what members and sites wrote as markup.
  delete engine.filters.raw;
  const metered = meterEngine(engine);
  engine.registerTag("cards", cardsTag(metered));
  const kept = new Map<string, LiquidText>();
  return {
    compile: (text) => {
      const known = kept.get(text);
      if (known !== undefined) return known;
      const compiled = compile(engine, metered, text);
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(text, compiled);
      return compiled;
    },
  };
}

/** Longer texts, whole templates, differ from mail to mail. */
const LONGEST_REMEMBERED = 500;
/** The clock, chance, and cards, which read what Liquid's own analysis does not see. */
const NEVER_REMEMBERED = /\b(date|date_to_\w+|now|today|sample|cards|increment|decrement)\b/;

function compile(engine: Liquid, metered: MeteredEngine, text: string): LiquidText {
  if (!/\{[{%]/.test(text)) return { varies: false, render: () => text };
  const templates: Template[] = engine.parse(text);
  const render = (context: object) => metered.render(templates, context);
  if (text.length > LONGEST_REMEMBERED || NEVER_REMEMBERED.test(text)) return { varies: true, render };
  const paths = engine.globalVariableSegmentsSync(templates);
  const isPlain = (path: (typeof paths)[number]): path is (string | number)[] => !path.some(Array.isArray);
  return { varies: true, render: paths.every(isPlain) ? rememberRenders(render, paths.filter(isPlain)) : render };
}

/** Characters of a tag that a message shows. */
const LONGEST_QUOTE = 80;
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

/** What is wrong with a text as a Liquid template, in one line, and what to write; null: nothing. */
export function checkLiquid(text: string): LiquidMistake | null {
  try {
    checker.engine.compile(text);
    return null;
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

export function sayLiquidError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const place = LiquidError.is(error) ? message.replace(/, line:(\d+), col:(\d+)$/, " (line $1, column $2)") : message;
  return place.split("\n")[0] ?? place;
}

/** For HTML that was made of MJML, in whose lines nobody can look: with the source of the tag or output instead. */
export function sayCompiledError(error: unknown): string {
  const said = sayLiquidError(error).replace(/ \(line \d+, column \d+\)$/, "");
  return LiquidError.is(error) ? `${said}, in ${shorten(oneLine(error.token.getText()), LONGEST_QUOTE)}` : said;
}
