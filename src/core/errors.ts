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

/** The database was asked for something, and did not answer in time. */
export class TookTooLong extends RekindleError {
  /** For how long it was waited, as `5 minutes`: the same in English and in French. */
  readonly limit: string;

  constructor(limitMs: number, cause?: unknown) {
    const limit = limitMs % 60_000 === 0 ? `${limitMs / 60_000} minutes` : `${limitMs / 1000} s`;
    super(
      "unreachable",
      `PostgreSQL did not answer a query of this report within ${limit}, so it was given up.`,
      "Report on a shorter period. Where short ones take as long, see what PostgreSQL waits for, in pg_stat_activity, and run ANALYZE.",
      cause,
    );
    this.limit = limit;
  }
}
