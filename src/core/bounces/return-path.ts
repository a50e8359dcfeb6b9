import type { DigestKey } from "../community.ts";

/** What reads and writes the addresses to which bounces come back, one for each digest. */
export interface ReturnPaths {
  /** `bounces@example.org` becomes `bounces+1z141.2n9c.k3f7m2qx@example.org`. */
  addressFor(key: DigestKey, bounces: string): string;
  /** The digest that an address was made for, or null when it was not made by us. */
  verify(address: string): DigestKey | null;
}

/** RFC 5321, 4.5.3.1.1, for what stands before the `@`; here for the whole, since some relays count so. */
const MAX_OCTETS = 64;
/** Of base 32: forty bits, which nobody guesses one mail after the other. */
export const RETURN_PATH_SIGNATURE = 8;
/** `+`, two numbers of at most eleven base-36 digits with a dot between them, a dot and the signature. */
const LONGEST_PART = 1 + 11 + 1 + 11 + 1 + RETURN_PATH_SIGNATURE;
/** The longest address that still holds every digest's key. */
export const MAX_BOUNCES_ADDRESS = MAX_OCTETS - LONGEST_PART;

const PLAIN = /^[a-z0-9._=-]+@[a-z0-9-]+(\.[a-z0-9-]+)*$/i;
const SIGNED = /^[a-z0-9._=-]+\+([0-9a-z]{1,11})\.([0-9a-z]{1,11})\.([a-z2-7]{8})@[a-z0-9.-]+$/i;

/** Whether mail can come back to this address, digest by digest. */
export function isBouncesAddress(address: string): boolean {
  return PLAIN.test(address) && address.length <= MAX_BOUNCES_ADDRESS;
}

/** What the signature covers. */
export function returnPathKey({ memberId, digestId }: DigestKey): string {
  return `${memberId.toString(36)}.${digestId.toString(36)}`;
}

/** Takes an address apart, in whatever case it came back. Null for anything that we have not written. */
export function readReturnPath(address: string): { readonly key: DigestKey; readonly signature: string } | null {
  if (address.length > MAX_OCTETS * 2) return null;
  const [, member, digest, signature] = SIGNED.exec(address) ?? [];
  if (!member || !digest || !signature) return null;
  const key = { memberId: Number.parseInt(member, 36), digestId: Number.parseInt(digest, 36) };
  if (!Number.isSafeInteger(key.memberId) || !Number.isSafeInteger(key.digestId)) return null;
  return { key, signature: signature.toLowerCase() };
}
