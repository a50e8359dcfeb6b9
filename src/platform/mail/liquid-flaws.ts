import type { TemplateStranger } from "../../digest/mails/ports.ts";
import { brokenAt, brokenTemplate } from "./compile-template.ts";
import type { LiquidEngine, LiquidText } from "./liquid.ts";
import { sayCompiledError } from "./liquid-words.ts";
import type { WrittenFile } from "./template-strangers.ts";
import { unreadable } from "./unreadable-liquid.ts";

/**
 * @param files that the source was made of, the template first
 * @throws RekindleError `configuration` with all that Liquid cannot read, where it stands in these
 */
export function checkSource(
  liquid: LiquidEngine,
  source: string,
  files: readonly [WrittenFile, ...WrittenFile[]],
): LiquidText {
  try {
    return liquid.compile(source);
  } catch (error) {
    const [{ file }] = files;
    const flaws = files.flatMap(unreadableIn);
    throw flaws.length > 0 ? brokenAt(file, flaws, error) : brokenTemplate(file, sayCompiledError(error), error);
  }
}

function unreadableIn({ file, text }: WrittenFile): TemplateStranger[] {
  return unreadable(text).map(({ message, hint, text: part }) => {
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
