import type { RekindleError } from "../../../core/errors.ts";
import { explainJson } from "../../../core/json-trouble.ts";
import { nearestWord } from "../../../core/rules/text/nearest-word.ts";
import type { TemplateStranger } from "../../../digest/mails/ports.ts";
import { unreadable } from "../liquid/unreadable-liquid.ts";
import { brokenAt } from "./broken-template.ts";
import { type FileText, onlyBroken, textOf, type WrittenFile } from "./written-file.ts";

/** The fixed texts of the mails in one language by key, each a Liquid template. */
export type Words = ReadonlyMap<string, string>;

const FALLBACK_LANGUAGE = "en";

export interface AllWords {
  /** @throws RekindleError `configuration` when the language's file is broken, or the one that it falls back on */
  in(language: string): Words;
  /** By language. */
  readonly broken: ReadonlyMap<string, RekindleError>;
}

/** Reads locales/<language>.json: `{ "key": "text" }`. A text that a language lacks is English. */
export function readWords(files: ReadonlyMap<string, FileText>): AllWords {
  const byLanguage = new Map<string, Words>();
  const broken = new Map<string, RekindleError>();
  for (const [language, json] of files) {
    try {
      byLanguage.set(language, readLanguage(language, textOf(json)));
    } catch (error) {
      broken.set(language, onlyBroken(error));
    }
  }
  return {
    in: (language) => {
      for (const needed of [language, FALLBACK_LANGUAGE]) {
        const error = broken.get(needed);
        if (error !== undefined) throw error;
      }
      return new Map([...(byLanguage.get(FALLBACK_LANGUAGE) ?? []), ...(byLanguage.get(language) ?? [])]);
    },
    broken,
  };
}

function readLanguage(language: string, json: string): Map<string, string> {
  const file = `locales/${language}.json`;
  const texts = new Map<string, string>();
  const flaws: TemplateStranger[] = [];
  for (const [key, text] of Object.entries(parseObject(file, json))) {
    const span = spanOfKey(json, key);
    const tell = (message: string, hint: string) => flaws.push({ file, text: json, span, message, hint });
    if (typeof text !== "string") tell(`"${key}" is no text`, `write "${key}": "…"`);
    else {
      for (const { message, hint } of unreadable(text)) tell(`"${key}": ${message}`, hint);
      texts.set(key, text);
    }
  }
  if (flaws.length > 0) throw brokenAt(file, flaws);
  return texts;
}

/** Words that English does not have: no template finds them, since a language lacks what English has, and not the reverse. */
export function strangeWords({ file, text }: WrittenFile, words: Words, english: Words): TemplateStranger[] {
  return [...words.keys()]
    .filter((key) => !english.has(key))
    .map((key) => ({
      file,
      text,
      span: spanOfKey(text, key),
      message: `there is no word "${key}" in locales/en.json`,
      hint: adviseNear(key, english) ?? "remove it, or add it there as well",
    }));
}

function adviseNear(key: string, words: Words): string | null {
  const near = nearestWord(key, [...words.keys()]);
  return near === null ? null : `did you mean "${near}"?`;
}

/** Of a key's last mention: JSON goes by that. */
function spanOfKey(json: string, key: string): readonly [start: number, end: number] {
  const quoted = JSON.stringify(key);
  const places = [...json.matchAll(new RegExp(`${quoted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?=\\s*:)`, "g"))];
  const at = places.at(-1)?.index;
  return at === undefined ? [0, 0] : [at, at + quoted.length];
}

function parseObject(file: string, json: string): object {
  const broken = (span: readonly [number, number], message: string, cause?: unknown) =>
    brokenAt(
      file,
      [{ file, text: json, span, message, hint: 'it has the form { "key": "text", "other": "text" }' }],
      cause,
    );
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    const { says, at } = explainJson(error, json);
    const start = Math.min(at ?? 0, Math.max(0, json.trimEnd().length - 1));
    throw broken([start, start + 1], says, error);
  }
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
  throw broken([0, 1], "it is no block of names and texts");
}
