/**
 * What went wrong, for three readers: `message` for the person at the terminal, `code` for a
 * program, `cause` for the engineer. Few codes, because each one must tell the reader what to do.
 */
export type ErrorCode = "usage" | "configuration" | "clock" | "unreachable" | "not_found";

export class RekindleError extends Error {
  readonly code: ErrorCode;
  /** What the reader can do about it, as one imperative sentence. */
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "RekindleError";
    this.code = code;
    this.remedy = remedy;
  }
}
