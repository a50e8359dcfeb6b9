import { closestWord } from "../../core/rules/text/closest-word.ts";
import type { Said } from "../../core/rules/text/said.ts";
import type { UnknownSegment } from "./ports.ts";

/** `3 contents are open only to the segment "gold", which no file defines: c1, c2 and 1 more`, and what to do. */
export function sayUnknownSegment(
  { segment, contents, examples }: UnknownSegment,
  known: readonly string[],
): { readonly message: Said; readonly hint: Said } {
  const more = contents - examples.length;
  const which = (others: string) =>
    [...examples, ...(more > 0 ? [others.replace("#", more.toLocaleString("en"))] : [])].join(", ");
  const near = closestWord(segment, known);
  return {
    message: {
      en: `${contents === 1 ? "1 content is" : `${contents.toLocaleString("en")} contents are`} open only to the segment "${segment}", which no file defines, and so to nobody: ${which("# more")}`,
      fr: `${contents === 1 ? "1 contenu n’est ouvert qu’au" : `${contents.toLocaleString("fr")} contenus ne sont ouverts qu’au`} segment « ${segment} », qu’aucun fichier ne définit, et donc à personne : ${which("# de plus")}`,
    },
    hint: {
      en: `write segments/${segment}.yaml, or state the contents again with ${near === null ? "another openTo" : `openTo: { segment: ${near} }`}`,
      fr: `écrivez segments/${segment}.yaml, ou renvoyez les contenus avec ${near === null ? "un autre openTo" : `openTo: { segment: ${near} }`}`,
    },
  };
}
