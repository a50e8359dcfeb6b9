import { brokenTemplate } from "./compile-template.ts";
import { type LiquidEngine, sayLiquidError } from "./liquid.ts";

/** The fixed texts of the mails in one language by key, each a Liquid template. */
export type Words = ReadonlyMap<string, string>;

const FALLBACK_LANGUAGE = "en";

/**
 * Reads locales/<language>.json: `{ "key": "text" }`. A text that a language lacks is English.
 * @throws RekindleError `configuration` when a file is no such JSON or a text no Liquid
 */
export function readWords(files: ReadonlyMap<string, string>, liquid: LiquidEngine): (language: string) => Words {
  const byLanguage = new Map([...files].map(([language, json]) => [language, readLanguage(language, json, liquid)]));
  const fallback: Words = byLanguage.get(FALLBACK_LANGUAGE) ?? new Map();
  return (language) => new Map([...fallback, ...(byLanguage.get(language) ?? [])]);
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
