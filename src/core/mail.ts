import type { DigestKey } from "./community.ts";

/** Both parts of a mail, as rendered. */
export interface MailBody {
  readonly html: string;
  readonly text: string;
}

/** One Message-ID for the digest's whole life, whatever is tried again. `domain` is that of `settings.from.address`. */
export function messageIdOf({ memberId, digestId }: DigestKey, domain: string): string {
  return `<d.${memberId}.${digestId}@${domain}>`;
}

/** What follows the last `@`, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
