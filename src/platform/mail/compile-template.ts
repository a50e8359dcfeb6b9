import { RekindleError } from "../../core/errors.ts";
import { oneLine } from "../../core/plain-text.ts";
import type { TemplateProblem, TemplateStranger } from "../../digest/mails/ports.ts";
import { placeValidation, unclosedTags } from "./mjml-flaws.ts";
import type { WrittenFile } from "./template-strangers.ts";

const INCLUDE = /<mj-include\b[^>]*>(?:\s*<\/mj-include\s*>)?/gi;
const PARTIAL = /^<mj-include\s+path="(?:\.\/)?(?:partials\/)?([a-z0-9-]+)\.mjml"\s*(?:\/>|>\s*<\/mj-include\s*>)$/i;
/** Characters of a template with all that it includes. */
const LONGEST_TEMPLATE = 400_000;

export interface TemplateSource {
  /** As messages name it: `digest.mjml`. */
  readonly file: string;
  readonly text: string;
  /** By name, without `.mjml`. */
  readonly partials: ReadonlyMap<string, FileText>;
}

/** What stands in a file, or why it cannot be used. */
export type FileText = string | RekindleError;

/** @throws RekindleError why there is no text */
export function textOf(text: FileText): string {
  if (text instanceof RekindleError) throw text;
  return text;
}

/** A broken file is a value: it holds up only what needs it. */
export function onlyBroken(error: unknown): RekindleError {
  if (error instanceof RekindleError) return error;
  throw error;
}

/**
 * MJML to HTML that still holds its Liquid: once for each template, not for each mail. Only `partials/<name>.mjml` can be
 * included, also by a partial, and is put in by us: MJML's own includes reach any file, so they are off.
 *
 * @throws RekindleError `configuration` when it is no good MJML
 */
export async function compileTemplate({ file, text, partials }: TemplateSource): Promise<string> {
  const whole = include(file, text, partials, []);
  const files = [{ file, text }, ...partialsOf(text, partials)];
  // Loaded when the first template is compiled: most commands send no mail, and need not wait for it.
  const { default: mjml2html } = await import("mjml");
  const { html, errors } = await mjml2html(whole, {
    ignoreIncludes: true,
    validationLevel: "soft",
    keepComments: false,
    fonts: {},
  }).catch((error: unknown) => {
    const unclosed = unclosedTags(files);
    throw unclosed.length > 0
      ? brokenAt(file, unclosed, error)
      : brokenTemplate(file, "it is no MJML, which begins with <mjml> and closes each of its tags", error);
  });
  // Liquid stands where MJML expects colours and sizes: that alone is no mistake.
  const mistakes = errors.filter(({ message }) => !/\{[{%]/.test(message));
  if (mistakes.length > 0) {
    throw brokenAt(file, placeValidation(mistakes, files));
  }
  return withoutIndentation(html);
}

const INCLUDED = /<mj-include\s+path="(?:\.\/)?(?:partials\/)?([a-z0-9-]+)\.mjml"/g;

/** The partials that a text includes, and those that these include. */
export function partialsOf(text: string, partials: TemplateSource["partials"]): WrittenFile[] {
  const found = new Map<string, WrittenFile>();
  const add = (included: string): void => {
    for (const [, name = ""] of included.matchAll(INCLUDED)) {
      const partial = partials.get(name);
      if (typeof partial !== "string" || found.has(name)) continue;
      found.set(name, { file: `partials/${name}.mjml`, text: partial });
      add(partial);
    }
  };
  add(text);
  return [...found.values()];
}

/** `within`: the partials that this text is part of, which cannot be part of it. */
function include(file: string, text: string, partials: TemplateSource["partials"], within: readonly string[]): string {
  const place = within.length === 0 ? file : `${file} (partials/${within.at(-1)}.mjml)`;
  let length = text.length;
  return text.replace(INCLUDE, (tag) => {
    const name = PARTIAL.exec(tag)?.[1];
    if (name === undefined) {
      throw brokenTemplate(
        place,
        `${oneLine(tag)} includes what is no partial; write <mj-include path="./partials/NAME.mjml" /> for a file of the folder partials`,
      );
    }
    if (within.includes(name)) throw brokenTemplate(place, `partials/${name}.mjml includes itself`);
    const partial = partials.get(name);
    if (partial === undefined) throw brokenTemplate(place, `there is no partials/${name}.mjml`);
    const included = include(file, textOf(partial), partials, [...within, name]);
    length += included.length;
    if (length > LONGEST_TEMPLATE)
      throw brokenTemplate(place, `with what it includes it is longer than ${LONGEST_TEMPLATE} characters`);
    return included;
  });
}

/** Indentation is a fifth of the mail, and every member would get it. */
function withoutIndentation(html: string): string {
  return html
    .replace(/[ \t]+$/gm, "")
    .replace(/^[ \t]+/gm, "")
    .replace(/\n{2,}/g, "\n")
    .replace(/\n\s*(\/?>)/g, "$1");
}

export function brokenTemplate(file: string, what: string, cause?: unknown): BrokenTemplate {
  return new BrokenTemplate(file, what, [], cause);
}

/** With all that is wrong, and where. */
export function brokenAt(file: string, flaws: readonly TemplateStranger[], cause?: unknown): BrokenTemplate {
  const says = flaws.map(({ file: own, text, span: [start], message }) => {
    const line = text.slice(0, start).split("\n").length;
    return `${message} (${own === file ? "" : `${own}, `}line ${line})`;
  });
  return new BrokenTemplate(file, says.join("; "), flaws, cause);
}

class BrokenTemplate extends RekindleError {
  /** Path from the folder of the mails. */
  readonly file: string;
  /** Where in which files; none: there is no place. */
  readonly flaws: readonly TemplateStranger[];

  constructor(file: string, what: string, flaws: readonly TemplateStranger[], cause: unknown) {
    super(
      "configuration",
      `The mail template ${file} cannot be used: ${what}.`,
      "Correct it, or take the shipped one from emails/.",
      cause,
    );
    this.file = file;
    this.flaws = flaws;
  }
}

/** `path`: of the file where the error names none. */
export function problemOf(path: string, template: string | null, error: RekindleError): TemplateProblem {
  if (!(error instanceof BrokenTemplate)) return { file: path, template, error, flaws: [] };
  return { file: error.file.split(" ")[0] ?? path, template, error, flaws: error.flaws };
}
