import type { LocalDate } from "../community.ts";

/** One rule on one local date, in every timezone: what a proof shows, and a reader of it may hold. */
export interface Mailing {
  readonly rule: string;
  readonly localDate: LocalDate;
}

/** The signed links of proofs, as use cases see them. No link of a member's can be made into one. */
export interface ReviewLinks {
  reviewUrl(mailing: Mailing): string;
  /** The mailing a token was signed for, or null when it was not signed by us. */
  verifyReview(token: string): Mailing | null;
}

export interface ReadReviewToken {
  readonly mailing: Mailing;
  readonly keyId: string;
  /** What the signature covers: everything before it. */
  readonly signed: string;
  readonly signature: string;
}

const TOKEN = /^(1r-([A-Za-z0-9_-]{4})-(\d{4}-\d{2}-\d{2})-([a-z0-9][a-z0-9-]{0,63}))\.([A-Za-z0-9_-]{22})$/;

/** `1r-KEYI-2026-11-25-seven-days-away`: version and purpose, key id, date, rule. Safe in a path as it is. */
export function reviewTokenToSign({ rule, localDate }: Mailing, keyId: string): string {
  return `1r-${keyId}-${localDate}-${rule}`;
}

/** Takes a token apart. Null for anything that no version of ours has written. */
export function readReviewToken(token: string): ReadReviewToken | null {
  const [, signed, keyId, localDate, rule, signature] = TOKEN.exec(token) ?? [];
  if (!signed || !keyId || !localDate || !rule || !signature) return null;
  return { mailing: { rule, localDate }, keyId, signed, signature };
}
