import { RekindleError } from "../../../core/errors.ts";

/** A file of the folder of the mails, as it was written. */
export interface WrittenFile {
  /** Path from the folder, as messages name it: `digest.mjml`. */
  readonly file: string;
  readonly text: string;
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
