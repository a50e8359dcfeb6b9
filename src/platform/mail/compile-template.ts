import { RekindleError } from "../../core/errors.ts";
import { oneLine } from "../../core/plain-text.ts";

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
  // Loaded when the first template is compiled: most commands send no mail, and need not wait for it.
  const { default: mjml2html } = await import("mjml");
  const { html, errors } = await mjml2html(whole, {
    ignoreIncludes: true,
    validationLevel: "soft",
    keepComments: false,
    fonts: {},
  }).catch((error: unknown) => {
    throw brokenTemplate(file, error instanceof Error ? error.message : String(error), error);
  });
  // Liquid stands where MJML expects colours and sizes: that alone is no mistake.
  const mistakes = errors.filter(({ message }) => !/\{[{%]/.test(message));
  if (mistakes.length > 0) {
    throw brokenTemplate(file, mistakes.map(({ line, message }) => `line ${line}: ${message}`).join("; "));
  }
  return withoutIndentation(html);
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

export function brokenTemplate(file: string, what: string, cause?: unknown): RekindleError {
  return new RekindleError(
    "configuration",
    `The mail template ${file} cannot be used: ${what}.`,
    "Correct it, or take the shipped one from emails/.",
    cause,
  );
}
