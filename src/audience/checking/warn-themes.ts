import { sayAdvice } from "../../core/rules/text/check-shape.ts";
import { closestWord } from "../../core/rules/text/closest-word.ts";
import type { Located } from "../../core/rules/text/document.ts";
import { sayCount } from "../../core/rules/text/said.ts";
import type { Warner } from "../../core/rules/warn/warner.ts";
import { CONTENTS } from "./nouns.ts";
import type { CheckStore, KnownThemes } from "./ports.ts";

/** Named where no theme is near the one that was written. */
const THEMES_NAMED = 5;

/**
 * Themes are compared as the site writes them. Says which that these files ask for are on no content, and which other
 * contents have under another spelling. Where nothing was published yet, nothing can be said.
 */
export async function warnThemes(checks: Pick<CheckStore, "knownThemes">, files: readonly Warner[]): Promise<void> {
  const asked = files.map((file) => ({ file, lists: themesAsked(file.document) }));
  const names = new Set(asked.flatMap(({ lists }) => lists.flatMap((list) => list.map(({ theme }) => theme))));
  if (names.size === 0) return;
  const known = await checks.knownThemes([...names]);
  if (known.contents === 0) return;
  for (const { file, lists } of asked) for (const list of lists) warnList(file, list, known);
}

interface Asked {
  readonly theme: string;
  readonly at: Located;
}

function warnList(file: Warner, list: readonly Asked[], { themes }: KnownThemes): void {
  for (const { theme, at } of list) {
    const own = themes.find((known) => known.theme === theme);
    const others = themes.filter(
      (known) =>
        known.contents > 0 && isSpelledAlike(known.theme, theme) && !list.some((one) => one.theme === known.theme),
    );
    if (own === undefined) {
      const names = [...themes].sort((a, b) => b.contents - a.contents).map((known) => known.theme);
      const most = names.slice(0, THEMES_NAMED).join(", ");
      const hint =
        closestWord(theme, names) === null && names.length > THEMES_NAMED
          ? { en: `most are on: ${most}`, fr: `les plus fréquentes : ${most}` }
          : sayAdvice(theme, names);
      file.warnAt(
        at.span,
        { en: `no content is on the theme "${theme}"`, fr: `aucun contenu ne porte la thématique « ${theme} »` },
        hint ?? {
          en: "no content has a theme so far: state them with the contents",
          fr: "aucun contenu n’a encore de thématique : indiquez-les avec les contenus",
        },
      );
    } else if (others.length > 0) {
      const all = [theme, ...others.map((other) => other.theme)].join(", ");
      file.warnAt(
        at.span,
        {
          en: `"${theme}" is on ${sayCount(own.contents, CONTENTS.en, "en")}, and does not mean the ${others.map((other) => `${other.contents.toLocaleString("en")} on "${other.theme}"`).join(", ")}: capitals and accents count`,
          fr: `« ${theme} » est portée par ${sayCount(own.contents, CONTENTS.fr, "fr")}, et ne désigne pas ${others.map((other) => `« ${other.theme} » (${other.contents.toLocaleString("fr")})`).join(", ")} : majuscules et accents comptent`,
        },
        {
          en: `write [${all}], or have the site write one of them everywhere`,
          fr: `écrivez [${all}], ou faites écrire au site la même partout`,
        },
      );
    }
  }
}

/** `Pricing` and `pricing`, `Été` and `ete`. */
function isSpelledAlike(one: string, other: string): boolean {
  return one.localeCompare(other, "en", { sensitivity: "base" }) === 0;
}

/** Each list of themes that conditions, or what a rule waits for, ask for. What is known of a member may have any name. */
function themesAsked(part: Located): Asked[][] {
  return [...part.children].flatMap(([key, child]) => {
    if (key === "member") return [];
    const isList = key === "themes" || (key === "interested_in" && !child.children.has("themes"));
    if (!isList) return themesAsked(child);
    const written = child.children.size > 0 ? [...child.children.values()] : [child];
    return [written.flatMap((at) => (typeof at.value === "string" ? [{ theme: at.value, at }] : []))];
  });
}
