/** How a French text speaks to its reader. */
export interface FormOfAddress {
  /** The first word that says `tu`; null: none. */
  readonly tu: string | null;
  readonly vous: string | null;
}

const TU = new Set(["tu", "toi", "ta", "tes", "te"]);
const VOUS = new Set(["vous", "votre", "vos"]);
/** Words on -ez that are no verbs. */
const NO_VERBS = new Set(["chez", "assez", "nez", "rez", "allez-retour", "raz"]);
/** Before `ton` these make it a tone. */
const ARTICLES = new Set(["le", "un", "ce", "du", "de", "au", "quel", "même", "bon"]);
/** Verbs in the familiar imperative that open a sentence or a button. */
const TU_VERBS = new Set([
  "découvre",
  "reviens",
  "viens",
  "regarde",
  "lis",
  "clique",
  "rejoins",
  "retrouve",
  "profite",
]);

/**
 * Whether a French text says tu or vous, by its words. Titles in quotes and what Liquid puts in are somebody else’s words.
 */
export function formOfAddress(text: string): FormOfAddress {
  const own = text
    .replace(/\{%.*?%\}|\{\{.*?\}\}/gs, " ")
    .replace(/«[^»]*»|“[^”]*”|"[^"]*"/g, " ")
    .replace(/rendez[-\s]vous/gi, " ")
    .replace(/’/g, "'")
    .toLowerCase();
  const sentences = own.split(/[.!?:;\n]+/).map((sentence) => sentence.match(/[\p{L}]+(?:-[\p{L}]+)*'?/gu) ?? []);
  let tu: string | null = null;
  let vous: string | null = null;
  for (const words of sentences) {
    for (const [index, word] of words.entries()) {
      const parts = word.split("-");
      if (tu === null && saysTu(word, parts, words[index - 1], words[index + 1], index)) tu = word;
      if (vous === null && parts.some((part) => VOUS.has(part) || isVousVerb(part))) vous = word;
    }
  }
  return { tu, vous };
}

function saysTu(
  word: string,
  parts: readonly string[],
  before: string | undefined,
  after: string | undefined,
  index: number,
): boolean {
  if (word === "t'") return after !== undefined;
  if (word === "ton") return before === undefined || !ARTICLES.has(before);
  if (index === 0 && TU_VERBS.has(parts[0] ?? "")) return true;
  return parts.some((part) => TU.has(part));
}

function isVousVerb(word: string): boolean {
  return word.length > 3 && word.endsWith("ez") && !NO_VERBS.has(word);
}
