import { hintInFrench, messageInFrench } from "./french-mistakes.ts";
import type { Mistake } from "./mistake.ts";

/** A sentence for colleagues, in each of the languages that pages and commands speak. */
export interface Said {
  readonly en: string;
  readonly fr: string;
}

export type SpokenLanguage = keyof Said;

/** What is said once, where it is no sentence or is not translated. */
export function alike(text: string): Said {
  return { en: text, fr: text };
}

/** In the language, where it is said in that. */
export function speak<Told extends Mistake>(mistake: Told, language: SpokenLanguage): Told {
  if (language === "en") return mistake;
  const { message, hint, french } = mistake;
  return {
    ...mistake,
    message: french?.message ?? messageInFrench(message) ?? message,
    hint: french?.hint ?? (hint === null ? null : (hintInFrench(hint) ?? hint)),
  };
}

/** `1 member`, `2,000 members`; « 0 membre », « 2 000 membres ». */
export function sayCount(number: number, [one, many]: readonly [string, string], language: SpokenLanguage): string {
  const isOne = language === "en" ? number === 1 : Math.abs(number) < 2;
  return `${number.toLocaleString(language)} ${isOne ? one : many}`;
}
