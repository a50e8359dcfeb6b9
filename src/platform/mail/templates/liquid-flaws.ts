import type { TemplateStranger } from "../../../digest/mails/ports.ts";
import type { LiquidEngine, LiquidText } from "../liquid/liquid.ts";
import { sayCompiledError } from "../liquid/liquid-words.ts";
import { unreadable } from "../liquid/unreadable-liquid.ts";
import { brokenAt } from "./broken-template.ts";
import { type Partials, partialsOf } from "./includes.ts";
import { unclosedBlocks, withoutHalves } from "./liquid-blocks.ts";
import type { WrittenFile } from "./written-file.ts";

/**
 * @param source what was made of the file and of the partials that it includes
 * @throws BrokenTemplate with all that Liquid cannot read, where it stands in these
 */
export function checkSource(
  liquid: LiquidEngine,
  source: string,
  own: WrittenFile,
  partials: Partials = new Map(),
): LiquidText {
  try {
    return liquid.compile(source);
  } catch (error) {
    const files = [own, ...partialsOf(own.text, partials)];
    const flaws = [...unclosedBlocks(own, partials), ...files.flatMap(unreadableIn)];
    const unplaced = { ...own, span: [0, 0] as const, message: sayCompiledError(error), hint: "correct it" };
    throw brokenAt(own.file, flaws.length > 0 ? flaws : [unplaced], error);
  }
}

/** Of one file; whether its blocks are closed is told of all files together. */
function unreadableIn(own: WrittenFile): TemplateStranger[] {
  const { file, text } = own;
  return unreadable(withoutHalves(own)).map(({ message, hint, text: part }) => {
    // Without a part, the message has the tag in it, or names it.
    const named = part ?? /\{%.*?%\}|\{\{.*?\}\}/.exec(message)?.[0] ?? tagNamed(text, message);
    const start = Math.max(0, named === null ? 0 : text.indexOf(named));
    return { file, text, span: [start, start + (named?.length ?? 0)] as const, message, hint };
  });
}

function tagNamed(text: string, message: string): string | null {
  const name = /"(\w+)"/.exec(message)?.[1];
  return name === undefined ? null : (new RegExp(`\\{%-?\\s*${name}\\b[\\s\\S]*?%\\}`).exec(text)?.[0] ?? null);
}
