import { PAGE_LANGUAGES, type PageLanguage } from "./wording.ts";

/** What was asked for by name, else the first language of the browser's that we speak, else English. */
export function chooseLanguage(asked: string | null, acceptLanguage: string | undefined): PageLanguage {
  const spoken = (name: string | undefined) => PAGE_LANGUAGES.find((language) => language === name);
  const named = spoken(asked ?? undefined);
  if (named !== undefined) return named;
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", weight] = part.trim().split(/\s*;\s*q=/);
      return { language: tag.slice(0, 2).toLowerCase(), weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight);
  return wanted.map(({ language }) => spoken(language)).find((language) => language !== undefined) ?? "en";
}
