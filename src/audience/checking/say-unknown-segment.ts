import { closestWord } from "../../core/rules/text/closest-word.ts";
import type { UnknownSegment } from "./ports.ts";

/** `3 contents are open only to the segment "gold", which no file defines: c1, c2 and 1 more`, and what to do. */
export function sayUnknownSegment(
  { segment, contents, examples }: UnknownSegment,
  known: readonly string[],
): { readonly message: string; readonly hint: string } {
  const more = contents - examples.length;
  const which = [...examples, ...(more > 0 ? [`${more.toLocaleString("en")} more`] : [])].join(", ");
  const near = closestWord(segment, known);
  return {
    message: `${contents === 1 ? "1 content is" : `${contents.toLocaleString("en")} contents are`} open only to the segment "${segment}", which no file defines, and so to nobody: ${which}`,
    hint: `write segments/${segment}.yaml, or state the contents again with ${near === null ? "another openTo" : `openTo: { segment: ${near} }`}`,
  };
}
