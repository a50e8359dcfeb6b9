import type { DigestKey } from "../community.ts";

/** A content that a digest proposed, which its member may call useful. */
export interface UsefulTarget {
  readonly key: DigestKey;
  readonly contentId: number;
}

/** The signed links below picks, as use cases see them. No link of another purpose can be made into one. */
export interface UsefulLinks {
  usefulUrl(target: UsefulTarget): string;
  /** What a token was signed for, or null when it was not signed by us. */
  verifyUseful(token: string): UsefulTarget | null;
}

export interface ReadUsefulToken {
  readonly target: UsefulTarget;
  readonly keyId: string;
  /** What the signature covers: everything before it. */
  readonly signed: string;
  readonly signature: string;
}

const NUMBER = "([0-9a-z]{1,11})";
const TOKEN = new RegExp(`^(1f-([A-Za-z0-9_-]{4})-${NUMBER}-${NUMBER}-${NUMBER})-([A-Za-z0-9_-]{22})$`);

/** `1f-KEYI-1z141-2n9c-8f`: version and purpose, key id, both parts of the digest's key, the content. */
export function usefulTokenToSign({ key, contentId }: UsefulTarget, keyId: string): string {
  return `1f-${keyId}-${[key.memberId, key.digestId, contentId].map((number) => number.toString(36)).join("-")}`;
}

/** Takes a token apart. Null for anything that no version of ours has written. */
export function readUsefulToken(token: string): ReadUsefulToken | null {
  const [, signed, keyId, member, digest, content, signature] = TOKEN.exec(token) ?? [];
  if (!signed || !keyId || !member || !digest || !content || !signature) return null;
  const [memberId = 0, digestId = 0, contentId = 0] = [member, digest, content].map((text) =>
    Number.parseInt(text, 36),
  );
  if (![memberId, digestId, contentId].every(Number.isSafeInteger)) return null;
  return { target: { key: { memberId, digestId }, contentId }, keyId, signed, signature };
}

const PLACEHOLDER = "rekindle:useful:";

/**
 * What stands in a pick for its member's own link until the mail is finished: the same for all members, so that they
 * share what is rendered of the pick.
 */
export function usefulPlaceholder(contentId: number): string {
  return `${PLACEHOLDER}${contentId}`;
}

export function contentOfPlaceholder(written: string): number | null {
  return written.startsWith(PLACEHOLDER) ? Number(written.slice(PLACEHOLDER.length)) : null;
}
