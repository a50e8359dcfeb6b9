import { RekindleError } from "../../core/errors.ts";

const INCLUDE = /<mj-include\s+path="(?:\.\/)?partials\/([a-z0-9-]+)\.mjml"\s*\/>/g;

export interface TemplateSource {
  /** As messages name it: `digest.mjml`. */
  readonly file: string;
  readonly text: string;
  /** By name, without `.mjml`. */
  readonly partials: ReadonlyMap<string, string>;
}

/**
 * MJML to HTML that still holds its Liquid: once for each template, not for each mail. Only `partials/<name>.mjml` can be
 * included, and is put in by us: MJML's own includes reach any file, so they are off.
 *
 * @throws RekindleError `configuration` when it is no good MJML
 */
export async function compileTemplate({ file, text, partials }: TemplateSource): Promise<string> {
  const whole = text.replace(INCLUDE, (_, name: string) => {
    const partial = partials.get(name);
    if (partial !== undefined) return partial;
    throw brokenTemplate(file, `there is no partials/${name}.mjml`);
  });
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
