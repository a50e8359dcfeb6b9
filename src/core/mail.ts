import type { DigestKey } from "./community.ts";

/** Both parts of a mail, as rendered. */
export interface MailBody {
  readonly html: string;
  readonly text: string;
}

/** Of the 32 digits of an installation's identity: two of one domain share these once in four thousand million. */
const IDENTITY_DIGITS = 8;

/**
 * One Message-ID for the digest's whole life, whatever is tried again: it is stored with the mail. `identity` is the
 * installation's: keys count from 1 in each, and mail programs show only one of two mails with the same Message-ID.
 * `domain` is that of `settings.from.address`.
 */
export function messageIdOf(key: DigestKey, identity: string, domain: string): string {
  const digits = identity.replaceAll("-", "").slice(0, IDENTITY_DIGITS);
  return `<d.${key.memberId}.${key.digestId}.${digits}@${domain}>`;
}

/** What follows the last `@`, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
