import type { DigestKey } from "../community.ts";

/** A link of a digest to the site, as it was stored. */
export interface ClickTarget {
  readonly key: DigestKey;
  /** The stored target's number. */
  readonly link: number;
  /** Which of the mail's targets, from 0 on. */
  readonly position: number;
}

/** The signed links that replace those to the site, as use cases see them. No link of another purpose can be made into one. */
export interface ClickLinks {
  clickUrl(target: ClickTarget): string;
  /** What a token was signed for, or null when it was not signed by us. */
  verifyClick(token: string): ClickTarget | null;
  /** Whether a URL is a signed link of this installation, whatever its purpose: it is not the site's. */
  isSigned(url: string): boolean;
}

export interface ReadClickToken {
  readonly target: ClickTarget;
  readonly keyId: string;
  /** What the signature covers: everything before it. */
  readonly signed: string;
  readonly signature: string;
}

const NUMBER = "([0-9a-z]{1,11})";
const TOKEN = new RegExp(`^(1l-([A-Za-z0-9_-]{4})-${NUMBER}-${NUMBER}-${NUMBER}-([0-9a-z]{1,3}))-([A-Za-z0-9_-]{22})$`);

/** `1l-KEYI-1z141-2n9c-8f-0`: version and purpose, key id, both parts of the key, the target's number, its place in the mail. */
export function clickTokenToSign({ key, link, position }: ClickTarget, keyId: string): string {
  const numbers = [key.memberId, key.digestId, link, position].map((number) => number.toString(36));
  return `1l-${keyId}-${numbers.join("-")}`;
}

/** Takes a token apart. Null for anything that no version of ours has written. */
export function readClickToken(token: string): ReadClickToken | null {
  const [, signed, keyId, member, digest, link, position, signature] = TOKEN.exec(token) ?? [];
  if (!signed || !keyId || !member || !digest || !link || !position || !signature) return null;
  const number = (text: string): number => Number.parseInt(text, 36);
  const target = {
    key: { memberId: number(member), digestId: number(digest) },
    link: number(link),
    position: number(position),
  };
  const numbers = [target.key.memberId, target.key.digestId, target.link];
  return numbers.every(Number.isSafeInteger) ? { target, keyId, signed, signature } : null;
}
