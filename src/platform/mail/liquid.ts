import { Liquid, LiquidError, type Template } from "liquidjs";
import { cardsTag } from "./cards-tag.ts";
import { rememberRenders } from "./remember-renders.ts";

/** Compiled texts of rules kept in memory; a rule has five in each language. */
const MOST_KEPT = 1000;
const LIMITS = { parseLimit: 200_000, renderLimit: 2_000, memoryLimit: 50_000_000 };
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
 * on time and memory. `html`: whatever is put out is escaped for HTML; `text`: as it is.
 */
export function openLiquid(kind: "html" | "text"): LiquidEngine {
  const engine = new Liquid({
    ...LIMITS,
    ownPropertyOnly: true,
    strictFilters: true,
    templates: {},
    ...(kind === "html" ? { outputEscape: "escape" as const } : {}),
  });
  for (const tag of FILE_TAGS) delete engine.tags[tag];
  engine.registerTag("cards", cardsTag());
  const kept = new Map<string, LiquidText>();
  return {
    compile: (text) => {
      const known = kept.get(text);
      if (known !== undefined) return known;
      const compiled = compile(engine, text);
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

function compile(engine: Liquid, text: string): LiquidText {
  if (!/\{[{%]/.test(text)) return { varies: false, render: () => text };
  const templates: Template[] = engine.parse(text);
  const render = (context: object) => engine.renderSync(templates, context) as string;
  if (text.length > LONGEST_REMEMBERED || NEVER_REMEMBERED.test(text)) return { varies: true, render };
  const paths = engine.globalVariableSegmentsSync(templates);
  const isPlain = (path: (typeof paths)[number]): path is (string | number)[] => !path.some(Array.isArray);
  return { varies: true, render: paths.every(isPlain) ? rememberRenders(render, paths.filter(isPlain)) : render };
}

const checker = openLiquid("text");

/** What is wrong with a text as a Liquid template, in one line; null: nothing. */
export function checkLiquid(text: string): string | null {
  try {
    checker.compile(text);
    return null;
  } catch (error) {
    return sayLiquidError(error);
  }
}

export function sayLiquidError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const place = LiquidError.is(error) ? message.replace(/, line:(\d+), col:(\d+)$/, " (line $1, column $2)") : message;
  return place.split("\n")[0] ?? place;
}
