import type { DigestKey } from "../community.ts";

/** What a signed link lets its holder do. One letter each in the token; a new purpose is a new letter. */
export const LINK_PURPOSES = { unsubscribe: "u", preferences: "p", calendar: "c", open: "o" } as const;
export type LinkPurpose = keyof typeof LINK_PURPOSES;

/** The signed links of digests, as use cases see them. */
export interface Links {
  unsubscribeUrl(key: DigestKey): string;
  preferencesUrl(key: DigestKey): string;
  /** The calendar file of a content of which the digest tells. */
  calendarUrl(key: DigestKey, contentId: number): string;
  /** An image of one transparent point; who loads it may have opened the mail. */
  pixelUrl(key: DigestKey): string;
  /** The digest a token was signed for, or null when it was not signed by us for this purpose. */
  verify(token: string, purpose: LinkPurpose): DigestKey | null;
}

export interface ReadToken {
  readonly key: DigestKey;
  readonly purpose: LinkPurpose;
  readonly keyId: string;
  /** What the signature covers: everything before it. */
  readonly signed: string;
  readonly signature: string;
}

const VERSION = 1;
/** Longer than any token of ours; a longer one is not worth parsing. */
const MAX_TOKEN_LENGTH = 128;
const TOKEN = /^(1([a-z])-([A-Za-z0-9_-]{4})-([0-9a-z]{1,11})-([0-9a-z]{1,11}))-([A-Za-z0-9_-]{22})$/;

/** `1u-KEYI-1z141-2n9c`: version and purpose, key id, both parts of the key in base 36. Safe in a path as it is. */
export function tokenToSign({ memberId, digestId }: DigestKey, purpose: LinkPurpose, keyId: string): string {
  return `${VERSION}${LINK_PURPOSES[purpose]}-${keyId}-${memberId.toString(36)}-${digestId.toString(36)}`;
}

/** Takes a token apart. Null for anything that no version of ours has written. */
export function readToken(token: string): ReadToken | null {
  if (token.length > MAX_TOKEN_LENGTH) return null;
  const [, signed, letter, keyId, member, digest, signature] = TOKEN.exec(token) ?? [];
  if (!signed || !keyId || !member || !digest || !signature) return null;
  const purpose = (Object.keys(LINK_PURPOSES) as LinkPurpose[]).find((name) => LINK_PURPOSES[name] === letter);
  const key = { memberId: Number.parseInt(member, 36), digestId: Number.parseInt(digest, 36) };
  if (!purpose || !Number.isSafeInteger(key.memberId) || !Number.isSafeInteger(key.digestId)) return null;
  return { key, purpose, keyId, signed, signature };
}
