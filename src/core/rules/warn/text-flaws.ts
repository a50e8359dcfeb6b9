import type { Language } from "../../community.ts";
import { alike, type Said } from "../text/said.ts";
import type { SampleDigest } from "./sample-digests.ts";

export const TEXTS = ["subject", "preheader", "intro", "closing", "button"] as const;
export type TextName = (typeof TEXTS)[number];

const IN_FRENCH: Readonly<Record<TextName, string>> = {
  subject: "l’objet",
  preheader: "le preheader",
  intro: "l’introduction",
  closing: "la conclusion",
  button: "le bouton",
};

/** `the subject`, « l’objet ». */
export function sayText(name: TextName): Said {
  return { en: `the ${name}`, fr: IN_FRENCH[name] };
}

/** `the subject (en)`, « l’objet (en) ». */
export function sayWhich(name: TextName, language: Language): Said {
  const { en, fr } = sayText(name);
  return { en: `${en} (${language})`, fr: `${fr} (${language})` };
}

export const SMALL_LETTER: Said = { en: "begins with a small letter", fr: "commence par une minuscule" };

const EMPTY: Said = { en: "is empty", fr: "est vide" };

const FLAWS: readonly { readonly pattern: RegExp; readonly said: Said; readonly isRaw?: true }[] = [
  {
    pattern: /^[,.;:!?)»”]/,
    said: { en: "begins with a comma or another mark", fr: "commence par une virgule ou un autre signe" },
  },
  {
    pattern: /\S {2,}\S/,
    isRaw: true,
    said: { en: "has a gap where a word is missing", fr: "a un blanc là où il manque un mot" },
  },
  {
    pattern: /\s[,.](\s|$)|,\s*[,.!?]/,
    said: { en: "has a mark behind a word that is missing", fr: "a un signe derrière un mot qui manque" },
  },
  {
    pattern: /“\s*”|«\s*»|"\s*"|\(\s*\)/,
    said: { en: "has quotes with nothing in them", fr: "a des guillemets sans rien dedans" },
  },
  {
    pattern: /(\b(and|et|with|avec|dont|among them)|[,:«“(])$/i,
    said: { en: "breaks off", fr: "s’interrompt" },
  },
  { pattern: /(^|\s)(0|-\d+) \p{L}/u, said: { en: "counts to nothing", fr: "annonce un compte nul" } },
];

/** What betrays that a value was not there. The same flaw is the same object. */
export function flawsOf(raw: string): readonly Said[] {
  const text = raw.replace(/\s+/g, " ").trim();
  if (text === "") return [EMPTY];
  return FLAWS.filter(({ pattern, isRaw }) => pattern.test(isRaw === true ? raw : text)).map(({ said }) => said);
}

/** Words that end like a plural and are none. */
const SINGULARS = new Set(
  "bonus campus cas choix corps cours fois forums-express jus lens mois news pas plus pass process progress prix repas repos temps this univers voix access business".split(
    " ",
  ),
);

/** `1 things`, « 1 contenus » ou « 1 contenu vous attendent »; null: nothing of the kind. */
export function pluralOfOne(text: string, language: Language): string | null {
  for (const [phrase, word = ""] of text.matchAll(/(?<![\p{L}\d.,])1 (\p{L}+)/gu)) {
    const small = word.toLowerCase();
    const plural = language === "fr" ? /[sx]$/.test(small) : /[^su]s$/.test(small);
    if (plural && !SINGULARS.has(small)) return phrase;
  }
  const verbs = language === "fr" ? "attendent|sont|manquent" : "are|were|await|wait";
  return new RegExp(`(?<![\\p{L}\\d.,])1 \\p{L}+( vous| te| new)? (${verbs})(?!\\p{L})`, "iu").exec(text)?.[0] ?? null;
}

/** `for a member called Ana, with 3 picks of long titles`. */
export function saySample({ firstName, picks, longTitles }: SampleDigest): Said {
  const who =
    firstName === null
      ? { en: "a member without a first name", fr: "un membre sans prénom" }
      : { en: `a member called ${firstName}`, fr: `un membre prénommé ${firstName}` };
  const contents = sayPicks(picks);
  return {
    en: `for ${who.en}, with ${contents.en}${longTitles ? " of long titles" : ""}`,
    fr: `pour ${who.fr}, avec ${contents.fr}${longTitles ? (picks === 1 ? " au titre long" : " aux titres longs") : ""}`,
  };
}

/** `one pick`, « un contenu ». */
export function sayPicks(picks: number): Said {
  return picks === 1
    ? { en: "one pick", fr: "un contenu" }
    : { en: `${picks} picks`, fr: picks === 0 ? "0 contenu" : `${picks} contenus` };
}

/** “…”, « … ». */
export function quote(text: string): Said {
  return { en: `“${text}”`, fr: `« ${text} »` };
}

/** What is alike in both languages and what is not, in one sentence. */
export function sayTogether(...parts: readonly (string | Said)[]): Said {
  const said = parts.map((part) => (typeof part === "string" ? alike(part) : part));
  return { en: said.map(({ en }) => en).join(""), fr: said.map(({ fr }) => fr).join("") };
}
