import { Liquid, type Template } from "liquidjs";
import { cardsTag } from "./cards-tag.ts";
import { type MeteredEngine, meterEngine } from "./meter.ts";
import { rememberRenders } from "./remember-renders.ts";

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
