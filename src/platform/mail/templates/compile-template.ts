import type { TemplateStranger } from "../../../digest/mails/ports.ts";
import type { LiquidEngine, LiquidText } from "../liquid/liquid.ts";
import { BrokenTemplate, brokenAt, brokenTemplate } from "./broken-template.ts";
import { type Partials, partialsOf, putTogether } from "./includes.ts";
import { checkSource } from "./liquid-flaws.ts";
import { placeValidation, unclosedTags } from "./mjml-flaws.ts";
import type { WrittenFile } from "./written-file.ts";

/** Characters of a template with all that it includes. */
const LONGEST_TEMPLATE = 400_000;

/** HTML that still holds its Liquid, and the same compiled. */
export interface CompiledTemplate {
  readonly html: string;
  readonly page: LiquidText;
}

/**
 * MJML to HTML that still holds its Liquid: once for each template, not for each mail. Only `partials/<name>.mjml` can be
 * included, also by a partial, and is put in by us: MJML's own includes reach any file, so they are off.
 *
 * @throws RekindleError `configuration` when it is no good MJML or Liquid, with all that is wrong
 */
export async function compileTemplate(
  own: WrittenFile,
  partials: Partials,
  liquid: LiquidEngine,
): Promise<CompiledTemplate> {
  const tooLong = () =>
    brokenTemplate(own.file, `with what it includes it is longer than ${LONGEST_TEMPLATE} characters`);
  const { whole, flaws } = putTogether(own, partials, LONGEST_TEMPLATE, tooLong);
  const made = await toHtml(own, whole, partials);
  // MJML drops what stands where it should not: of what is broken, Liquid is looked for in what was written.
  const source = "html" in made && flaws.length === 0 ? made.html : whole;
  const compiled = attempt(() => checkSource(liquid, source, own, partials));
  const broken = [...("html" in made ? [] : [made]), ...("error" in compiled ? [compiled.error] : [])];
  if (flaws.length > 0 || broken.length > 0) throw together(own.file, broken, flaws);
  if ("html" in made && "value" in compiled) return { html: made.html, page: compiled.value };
  throw new Error("a template that is not broken has both");
}

/** What is wrong with a template in several ways, as one; `flaws` of the includes come first. */
export function together(
  file: string,
  broken: readonly BrokenTemplate[],
  flaws: readonly TemplateStranger[] = [],
): BrokenTemplate {
  const [first, ...others] = broken;
  if (first !== undefined && others.length === 0 && flaws.length === 0) return first;
  return brokenAt(file, [...flaws, ...broken.flatMap((one) => one.flaws)], first);
}

/** What the work answers, or why a template is broken. Throws whatever else it throws. */
export function attempt<Value>(work: () => Value): { readonly value: Value } | { readonly error: BrokenTemplate } {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof BrokenTemplate) return { error };
    throw error;
  }
}

const NO_MJML = {
  message: "it is no MJML, which begins with <mjml> and closes each of its tags",
  hint: "write <mjml><mj-body> … </mj-body></mjml>",
};

async function toHtml(
  own: WrittenFile,
  whole: string,
  partials: Partials,
): Promise<{ readonly html: string } | BrokenTemplate> {
  const files = [own, ...partialsOf(own.text, partials)];
  // Loaded when the first template is compiled: most commands send no mail, and need not wait for it.
  const { default: mjml2html } = await import("mjml");
  try {
    const { html, errors } = await mjml2html(whole, {
      ignoreIncludes: true,
      validationLevel: "soft",
      keepComments: false,
      fonts: {},
    });
    // Liquid stands where MJML expects colours and sizes: that alone is no mistake.
    const mistakes = errors.filter(({ message }) => !/\{[{%]/.test(message));
    if (mistakes.length > 0) return brokenAt(own.file, placeValidation(mistakes, files));
    return { html: withoutIndentation(html) };
  } catch (error) {
    const unclosed = unclosedTags(files);
    return brokenAt(own.file, unclosed.length > 0 ? unclosed : [{ ...own, span: [0, 0], ...NO_MJML }], error);
  }
}

/** Indentation is a fifth of the mail, and every member would get it. */
function withoutIndentation(html: string): string {
  return html
    .replace(/[ \t]+$/gm, "")
    .replace(/^[ \t]+/gm, "")
    .replace(/\n{2,}/g, "\n")
    .replace(/\n\s*(\/?>)/g, "$1");
}
