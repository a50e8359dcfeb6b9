import type { Language } from "../../community.ts";
import { oneLine, shorten } from "../../plain-text.ts";
import type { ByLanguage, CheckedRule } from "../rule.ts";
import { pickCounts, type SampleDigest, sampleDigests, sampleModel } from "./sample-digests.ts";
import type { RenderText, Warn } from "./warning.ts";

/** Mail programs on phones cut a subject about here. */
export const LONGEST_SUBJECT = 60;

const TEXTS = ["subject", "preheader", "intro", "closing", "button"] as const;
type TextName = (typeof TEXTS)[number];

/** Texts that read badly for some of those who get them: each is filled in for everyone it has to suit. */
export function warnTexts(rule: CheckedRule, renderText: RenderText, warn: Warn): void {
  for (const name of TEXTS) {
    const texts = rule.digest[name];
    if (texts === null) continue;
    warnLanguages(name, texts, warn);
    for (const [language, text] of Object.entries(texts)) {
      // One text for all languages is looked at once.
      if (Object.values(texts)[0] === text && Object.keys(texts)[0] !== language) continue;
      warnText(rule, name, language, text, renderText, warn);
    }
  }
}

/** The same words for readers of several languages. A text of Liquid alone has none. */
function warnLanguages(name: TextName, texts: ByLanguage, warn: Warn): void {
  const languages = Object.keys(texts);
  for (const [index, language] of languages.entries()) {
    const same = languages.slice(0, index).find((earlier) => texts[earlier] === texts[language]);
    const words = (texts[language] ?? "").replace(/\{%.*?%\}|\{\{.*?\}\}/gs, " ");
    if (same === undefined || !/\p{L}{2}/u.test(words)) continue;
    warn(
      ["digest", name, language],
      `the ${name} has the same words in ${same} and in ${language}`,
      `write ${name}: { ${languages.map((each) => `${each}: "…"`).join(", ")} }, or take a language out of settings.yaml`,
    );
  }
}

interface Filled {
  readonly sample: SampleDigest;
  /** As the templates leave it, blanks included. */
  readonly raw: string;
  readonly text: string;
}

function warnText(
  rule: CheckedRule,
  name: TextName,
  language: Language,
  text: string,
  renderText: RenderText,
  warn: Warn,
): void {
  const path = ["digest", name, language];
  const which = `the ${name} (${language})`;
  const filled: Filled[] = [];
  for (const sample of sampleDigests(rule)) {
    try {
      const raw = renderText(text, sampleModel(rule, language, sample));
      filled.push({ sample, raw, text: oneLine(raw) });
    } catch (error) {
      const said = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
      warn(path, `${which} cannot be filled in ${tell(sample)}: ${said}`, "try it without what is named here");
      return;
    }
  }
  if (name === "subject") warnLength(which, path, rule, filled, warn);
  warnNameless(which, path, filled, warn);
  if (rule.upon === null) warnFew(which, path, rule, language, filled, warn);
}

function warnLength(
  which: string,
  path: readonly string[],
  rule: CheckedRule,
  filled: readonly Filled[],
  warn: Warn,
): void {
  const length = (text: string): number => [...text].length;
  const longest = filled.reduce((best, each) => (length(each.text) > length(best.text) ? each : best));
  if (length(longest.text) <= LONGEST_SUBJECT) return;
  const cut = filled.find(
    ({ sample }) => !sample.longTitles && isSame({ ...sample, longTitles: true }, longest.sample),
  );
  const cure =
    cut === undefined || cut.text.length === longest.text.length
      ? "shorten it"
      : `cut the title, as in {{ ${rule.upon === null ? "picks" : "subjects"}[0].title | truncate: 30 }}, or leave it to the preheader`;
  warn(
    path,
    `${which} has up to ${length(longest.text)} characters, and phones show about ${LONGEST_SUBJECT}`,
    `${cure}; ${tell(longest.sample)}, it reads “${shorten(longest.text, 120)}”`,
  );
}

/** What is wrong without a first name that was right with one. */
function warnNameless(which: string, path: readonly string[], filled: readonly Filled[], warn: Warn): void {
  for (const nameless of filled.filter(({ sample }) => sample.firstName === null)) {
    const named = filled.find(({ sample }) => isSame(sample, nameless.sample) && sample.firstName !== null);
    if (named === undefined || named.raw === nameless.raw) continue;
    const [flaw] = flawsOf(nameless.raw).filter((each) => !flawsOf(named.raw).includes(each));
    const lower = /^\p{Ll}/u.test(nameless.text) && !/^\p{Ll}/u.test(named.text) ? "begins with a small letter" : null;
    if (flaw === undefined && lower === null) continue;
    warn(
      path,
      `${which} ${flaw ?? lower} without a first name: “${nameless.text}”`,
      "write {% if member.firstName %}{{ member.firstName }}, …{% else %}…{% endif %}, with a whole text in each part",
    );
    return;
  }
}

/** What is wrong with the fewest picks that was right with more. */
function warnFew(
  which: string,
  path: readonly string[],
  rule: CheckedRule,
  language: Language,
  filled: readonly Filled[],
  warn: Warn,
): void {
  const counts = pickCounts(rule);
  const usual = counts.find((count) => count >= 3) ?? counts.at(-1);
  for (const few of filled.filter(({ sample }) => sample.picks !== usual)) {
    const more = filled.find(
      ({ sample }) =>
        sample.picks === usual &&
        sample.firstName === few.sample.firstName &&
        sample.longTitles === few.sample.longTitles,
    );
    if (more === undefined || more.raw === few.raw) continue;
    const [flaw] = flawsOf(few.raw).filter((each) => !flawsOf(more.raw).includes(each));
    const plural = few.sample.picks === 1 ? pluralOfOne(few.text, language) : null;
    if (flaw === undefined && plural === null) continue;
    const said = plural === null ? flaw : `says “${plural}”`;
    const picks = few.sample.picks === 1 ? "one pick" : `${few.sample.picks} picks`;
    warn(
      path,
      `${which} ${said} with ${picks}: “${few.text}”`,
      plural === null
        ? "write {% if picks.size > 1 %}…{% endif %} around what needs more"
        : `write {% if picks.size == 1 %}${language === "fr" ? "un contenu" : "one thing"}{% else %}{{ picks.size }} …{% endif %}, or skip_below: 2`,
    );
    return;
  }
}

/** What betrays that a value was not there. */
function flawsOf(raw: string): string[] {
  const text = raw.replace(/\s+/g, " ").trim();
  const flaws: string[] = [];
  if (text === "") return ["is empty"];
  if (/^[,.;:!?)»”]/.test(text)) flaws.push("begins with a comma or another mark");
  if (/\S {2,}\S/.test(raw)) flaws.push("has a gap where a word is missing");
  if (/\s[,.](\s|$)|,\s*[,.!?]/.test(text)) flaws.push("has a mark behind a word that is missing");
  if (/“\s*”|«\s*»|"\s*"|\(\s*\)/.test(text)) flaws.push("has quotes with nothing in them");
  if (/(\b(and|et|with|avec|dont|among them)|[,:«“(])$/i.test(text)) flaws.push("breaks off");
  if (/(^|\s)(0|-\d+) \p{L}/u.test(text)) flaws.push("counts to nothing");
  return flaws;
}

/** Words that end like a plural and are none. */
const SINGULARS = new Set(
  "bonus campus cas choix corps cours fois forums-express jus lens mois news pas plus pass process progress prix repas repos temps this univers voix access business".split(
    " ",
  ),
);

/** `1 things`, « 1 contenus » ou « 1 contenu vous attendent »; null: nothing of the kind. */
function pluralOfOne(text: string, language: Language): string | null {
  for (const [phrase, word = ""] of text.matchAll(/(?<![\p{L}\d.,])1 (\p{L}+)/gu)) {
    const small = word.toLowerCase();
    const plural = language === "fr" ? /[sx]$/.test(small) : /[^su]s$/.test(small);
    if (plural && !SINGULARS.has(small)) return phrase;
  }
  const verbs = language === "fr" ? "attendent|sont|manquent" : "are|were|await|wait";
  return new RegExp(`(?<![\\p{L}\\d.,])1 \\p{L}+( vous| te| new)? (${verbs})(?!\\p{L})`, "iu").exec(text)?.[0] ?? null;
}

function isSame(a: SampleDigest, b: SampleDigest): boolean {
  return a.picks === b.picks && a.longTitles === b.longTitles;
}

/** `for a member called Ana, with 3 picks of long titles`. */
function tell({ firstName, picks, longTitles }: SampleDigest): string {
  const who = firstName === null ? "a member without a first name" : `a member called ${firstName}`;
  return `for ${who}, with ${picks === 1 ? "one pick" : `${picks} picks`}${longTitles ? " of long titles" : ""}`;
}
