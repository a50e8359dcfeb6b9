import type { RekindleError } from "../../core/errors.ts";
import { brokenTemplate, type FileText, onlyBroken, textOf } from "./compile-template.ts";
import type { LiquidEngine } from "./liquid.ts";
import { sayLiquidError } from "./liquid-words.ts";

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
export function readWords(files: ReadonlyMap<string, FileText>, liquid: LiquidEngine): AllWords {
  const byLanguage = new Map<string, Words>();
  const broken = new Map<string, RekindleError>();
  for (const [language, json] of files) {
    try {
      byLanguage.set(language, readLanguage(language, textOf(json), liquid));
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

function readLanguage(language: string, json: string, liquid: LiquidEngine): Map<string, string> {
  const file = `locales/${language}.json`;
  const texts = new Map<string, string>();
  for (const [key, text] of Object.entries(parseObject(file, json))) {
    if (typeof text !== "string") throw brokenTemplate(file, `"${key}" is no text`);
    try {
      liquid.compile(text);
    } catch (error) {
      throw brokenTemplate(file, `"${key}": ${sayLiquidError(error)}`, error);
    }
    texts.set(key, text);
  }
  return texts;
}

function parseObject(file: string, json: string): object {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed === "object" && parsed !== null) return parsed;
  } catch (error) {
    throw brokenTemplate(file, error instanceof Error ? error.message : "it is no JSON", error);
  }
  throw brokenTemplate(file, 'it is not of the form { "key": "text" }');
}
