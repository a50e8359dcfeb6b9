import { EXPECTED, HINTS, MESSAGES } from "./french-sentences.ts";
import { SETTINGS_EXPECTED, SETTINGS_HINTS, SETTINGS_MESSAGES } from "./french-settings.ts";
import { TEMPLATE_HINTS, TEMPLATE_MESSAGES } from "./french-templates.ts";

/**
 * What is said of a mistake, in French: sentences are found by their English, as descriptions of keys are, so that a mistake is
 * worded once, where it is found. null: it is not translated.
 */
export function messageInFrench(message: string): string | null {
  return say(MESSAGE_PATTERNS, message);
}

export function hintInFrench(hint: string): string | null {
  return say(HINT_PATTERNS, hint);
}

interface Pattern {
  readonly regex: RegExp;
  readonly parts: readonly Part[];
  readonly french: string;
}

type Part = keyof typeof PARTS;

/** What stands in a sentence. */
const PARTS = {
  /** As it is. */
  "‹›": { regex: "([\\s\\S]+?)", say: (text: string): string | null => text },
  /** A value, as `show` writes it. */
  "‹value›": { regex: '("[\\s\\S]*"|a list|a block of keys|nothing)', say: sayValue },
  /** What belongs there: `a duration such as 7 days`. */
  "‹expected›": { regex: "([\\s\\S]+?)", say: (text: string): string | null => say(EXPECTED_PATTERNS, text) },
  /** What is wrong with a Liquid template, or another sentence. */
  "‹message›": { regex: "([\\s\\S]+?)", say: messageInFrench },
  /** What can be copied: it has no language. */
  "‹code›": { regex: '([{["#\\d][\\s\\S]*?|[a-z_.]+: [\\s\\S]*?|\\w+)', say: sayCode },
} as const;

function sayValue(shown: string): string {
  const known = VALUES[shown];
  return known ?? `« ${shown.slice(1, -1)} »`;
}

const VALUES: Readonly<Record<string, string>> = {
  "a list": "une liste",
  "a block of keys": "un bloc de clés",
  nothing: "rien",
};

/** null: there are words of English in it. */
function sayCode(code: string): string | null {
  return /\b(or|for|to|and|where|such|the|it|of)\b(?!:)/.test(
    code.replace(/"[^"]*"/g, "").replace(/\{%[\s\S]*?%\}/g, ""),
  )
    ? null
    : code;
}

const ANY_PART = /‹(?:|value|expected|message|code)›/g;

function patternsOf(sentences: readonly (readonly [english: string, french: string])[]): readonly Pattern[] {
  return sentences.map(([english, french]) => {
    const parts = (english.match(ANY_PART) ?? []) as Part[];
    const literals = english.split(ANY_PART).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const body = literals.map(
      (text, index) => `${text}${index < parts.length ? PARTS[parts[index] as Part].regex : ""}`,
    );
    return { regex: new RegExp(`^${body.join("")}$`), parts, french };
  });
}

// Those of templates and settings are the more particular ones.
const EXPECTED_PATTERNS = patternsOf([...SETTINGS_EXPECTED, ...EXPECTED]);
const MESSAGE_PATTERNS = patternsOf([...TEMPLATE_MESSAGES, ...SETTINGS_MESSAGES, ...MESSAGES]);
const HINT_PATTERNS = patternsOf([...TEMPLATE_HINTS, ...SETTINGS_HINTS, ...HINTS]);

/** The first sentence that fits and all of whose parts can be said. */
function say(patterns: readonly Pattern[], text: string): string | null {
  for (const { regex, parts, french } of patterns) {
    const found = regex.exec(text);
    if (found === null) continue;
    const said = parts.map((part, index) => PARTS[part].say(found[index + 1] ?? ""));
    if (said.includes(null)) continue;
    let next = 0;
    return french.replace(ANY_PART, () => said[next++] ?? "");
  }
  return null;
}
