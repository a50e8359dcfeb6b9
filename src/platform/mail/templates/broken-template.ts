import { RekindleError } from "../../../core/errors.ts";
import type { TemplateProblem, TemplateStranger } from "../../../digest/mails/ports.ts";

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

export class BrokenTemplate extends RekindleError {
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
  return { file: error.file, template, error, flaws: error.flaws };
}
