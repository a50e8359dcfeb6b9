import type { RekindleError } from "../../../core/errors.ts";
import { oneLine } from "../../../core/plain-text.ts";
import { adviseWord } from "../../../core/rules/text/check-shape.ts";
import type { TemplateStranger } from "../../../digest/mails/ports.ts";
import { type FileText, textOf, type WrittenFile } from "./written-file.ts";

const INCLUDE = /<mj-include\b[^>]*>(?:\s*<\/mj-include\s*>)?/gi;
const PARTIAL = /^<mj-include\s+path="(?:\.\/)?(?:partials\/)?([a-z0-9-]+)\.mjml"\s*(?:\/>|>\s*<\/mj-include\s*>)$/i;

/** By name, without `.mjml`. */
export type Partials = ReadonlyMap<string, FileText>;

/** Where a text puts in a file; `partial` null: in what is no partial. */
export interface Include {
  readonly span: readonly [start: number, end: number];
  readonly partial: string | null;
}

export function includesOf(text: string): Include[] {
  return [...text.matchAll(INCLUDE)].map(({ 0: tag, index }) => ({
    span: [index, index + tag.length] as const,
    partial: PARTIAL.exec(tag)?.[1] ?? null,
  }));
}

export function fileOfPartial(name: string): string {
  return `partials/${name}.mjml`;
}

/** The partials that a text includes, and those that these include. */
export function partialsOf(text: string, partials: Partials): WrittenFile[] {
  const found = new Map<string, WrittenFile>();
  const add = (including: string): void => {
    for (const { partial: name } of includesOf(including)) {
      const partial = name === null ? undefined : partials.get(name);
      if (name === null || typeof partial !== "string" || found.has(name)) continue;
      found.set(name, { file: fileOfPartial(name), text: partial });
      add(partial);
    }
  };
  add(text);
  return [...found.values()];
}

export interface PutTogether {
  readonly whole: string;
  /** Includes that nothing is put in for. */
  readonly flaws: readonly TemplateStranger[];
}

/**
 * A file with all that it includes, partials within partials as well.
 * @param longest characters, above which `tooLong` says what is thrown
 * @throws RekindleError why a partial cannot be read
 */
export function putTogether(
  own: WrittenFile,
  partials: Partials,
  longest: number,
  tooLong: () => RekindleError,
): PutTogether {
  const flaws = new Map<string, TemplateStranger>();
  const put = ({ file, text }: WrittenFile, within: readonly string[]): string => {
    let [whole, end] = ["", 0];
    const add = (part: string): void => {
      whole += part;
      if (whole.length > longest) throw tooLong();
    };
    for (const { span, partial } of includesOf(text)) {
      add(text.slice(end, span[0]));
      end = span[1];
      const wrong = whyNot(text.slice(...span), partial, within, partials);
      if (wrong === null && partial !== null) {
        const included = { file: fileOfPartial(partial), text: textOf(partials.get(partial) ?? "") };
        add(put(included, [...within, partial]));
      } else if (wrong !== null) flaws.set(`${file} ${span[0]}`, { file, text, span, ...wrong });
    }
    add(text.slice(end));
    return whole;
  };
  const whole = put(own, []);
  return { whole, flaws: [...flaws.values()] };
}

/** `within`: the partials that the text is part of, which cannot be part of it. null: it can be put in. */
function whyNot(
  tag: string,
  partial: string | null,
  within: readonly string[],
  partials: Partials,
): Pick<TemplateStranger, "message" | "hint"> | null {
  if (partial === null) {
    return {
      message: `${oneLine(tag)} includes what is no partial`,
      hint: 'write <mj-include path="./partials/NAME.mjml" /> for a file of the folder partials',
    };
  }
  if (within.includes(partial))
    return { message: `${fileOfPartial(partial)} includes itself`, hint: "take one of them out of the other" };
  if (partials.has(partial)) return null;
  return {
    message: `there is no ${fileOfPartial(partial)}`,
    hint: adviseWord(partial, [...partials.keys()]) ?? "the folder partials is empty",
  };
}
