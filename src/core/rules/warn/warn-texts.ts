import type { Language } from "../../community.ts";
import { oneLine, shorten } from "../../plain-text.ts";
import type { ByLanguage, CheckedRule } from "../rule.ts";
import type { Said } from "../text/said.ts";
import { pickCounts, type SampleDigest, sampleDigests, sampleModel } from "./sample-digests.ts";
import {
  flawsOf,
  pluralOfOne,
  quote,
  SMALL_LETTER,
  sayPicks,
  saySample,
  sayText,
  sayTogether,
  sayWhich,
  TEXTS,
  type TextName,
} from "./text-flaws.ts";
import type { RenderText, Warn } from "./warning.ts";

/** Mail programs on phones cut a subject about here. */
export const LONGEST_SUBJECT = 60;

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
      sayTogether(sayText(name), {
        en: ` has the same words in ${same} and in ${language}`,
        fr: ` a les mêmes mots en ${same} et en ${language}`,
      }),
      sayTogether(
        { en: "write", fr: "écrivez" },
        ` ${name}: { ${languages.map((each) => `${each}: "…"`).join(", ")} }`,
        {
          en: ", or take a language out of settings.yaml",
          fr: ", ou retirez une langue de settings.yaml",
        },
      ),
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
  const which = sayWhich(name, language);
  const filled: Filled[] = [];
  for (const sample of sampleDigests(rule)) {
    try {
      const raw = renderText(text, sampleModel(rule, language, sample));
      filled.push({ sample, raw, text: oneLine(raw) });
    } catch (error) {
      const said = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
      const whom = saySample(sample);
      warn(
        path,
        sayTogether(which, {
          en: ` cannot be filled in ${whom.en}: ${said}`,
          fr: ` ne peut pas être composé ${whom.fr} : ${said}`,
        }),
        { en: "try it without what is named here", fr: "essayez sans ce qui est nommé ici" },
      );
      return;
    }
  }
  if (name === "subject") warnLength(which, path, rule, filled, warn);
  warnNameless(which, path, filled, warn);
  if (rule.upon === null) warnFew(which, path, rule, language, filled, warn);
}

function warnLength(
  which: Said,
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
      ? { en: "shorten it", fr: "raccourcissez-le" }
      : sayTogether(
          { en: "cut the title, as in ", fr: "coupez le titre, par exemple " },
          `{{ ${rule.upon === null ? "picks" : "subjects"}[0].title | truncate: 30 }}`,
          { en: ", or leave it to the preheader", fr: ", ou laissez-le au preheader" },
        );
  const whom = saySample(longest.sample);
  const reads = quote(shorten(longest.text, 120));
  warn(
    path,
    sayTogether(which, {
      en: ` has up to ${length(longest.text)} characters, and phones show about ${LONGEST_SUBJECT}`,
      fr: ` compte jusqu’à ${length(longest.text)} caractères, et les téléphones en affichent environ ${LONGEST_SUBJECT}`,
    }),
    sayTogether(cure, {
      en: `; ${whom.en}, it reads ${reads.en}`,
      fr: ` ; ${whom.fr}, on lit ${reads.fr}`,
    }),
  );
}

/** What is wrong without a first name that was right with one. */
function warnNameless(which: Said, path: readonly string[], filled: readonly Filled[], warn: Warn): void {
  for (const nameless of filled.filter(({ sample }) => sample.firstName === null)) {
    const named = filled.find(({ sample }) => isSame(sample, nameless.sample) && sample.firstName !== null);
    if (named === undefined || named.raw === nameless.raw) continue;
    const [flaw] = flawsOf(nameless.raw).filter((each) => !flawsOf(named.raw).includes(each));
    const lower = /^\p{Ll}/u.test(nameless.text) && !/^\p{Ll}/u.test(named.text) ? SMALL_LETTER : null;
    const wrong = flaw ?? lower;
    if (wrong === null) continue;
    const then = { en: " without a first name: ", fr: " quand le prénom manque : " };
    warn(
      path,
      sayTogether(which, " ", wrong, then, quote(nameless.text)),
      sayTogether(
        { en: "write ", fr: "écrivez " },
        "{% if member.firstName %}{{ member.firstName }}, …{% else %}…{% endif %}",
        { en: ", with a whole text in each part", fr: ", avec un texte entier dans chaque partie" },
      ),
    );
    return;
  }
}

/** What is wrong with the fewest picks that was right with more. */
function warnFew(
  which: Said,
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
    const wrong = plural === null ? flaw : sayTogether({ en: "says ", fr: "dit " }, quote(plural));
    if (wrong === undefined) continue;
    const picks = sayPicks(few.sample.picks);
    const then = { en: ` with ${picks.en}: `, fr: ` avec ${picks.fr} : ` };
    warn(
      path,
      sayTogether(which, " ", wrong, then, quote(few.text)),
      plural === null
        ? {
            en: "write {% if picks.size > 1 %}…{% endif %} around what needs more",
            fr: "écrivez {% if picks.size > 1 %}…{% endif %} autour de ce qui en demande plusieurs",
          }
        : sayTogether(
            { en: "write ", fr: "écrivez " },
            `{% if picks.size == 1 %}${language === "fr" ? "un contenu" : "one thing"}{% else %}{{ picks.size }} …{% endif %}`,
            { en: ", or skip_below: 2", fr: ", ou skip_below: 2" },
          ),
    );
    return;
  }
}

function isSame(a: SampleDigest, b: SampleDigest): boolean {
  return a.picks === b.picks && a.longTitles === b.longTitles;
}
