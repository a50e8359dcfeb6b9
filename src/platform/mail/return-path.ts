import type { DigestKey } from "../../core/community.ts";
import { RekindleError } from "../../core/errors.ts";

/** RFC 5321, 4.5.3.1.1, for what stands before the `@`; here for the whole, since some relays count so. */
const MAX_OCTETS = 64;
/** `+` and two numbers of at most eleven base-36 digits with a dot between them. */
const LONGEST_KEY = 1 + 11 + 1 + 11;

/** `bounces@example.org` becomes `bounces+1z141.2n9c@example.org`: a bounce to it names its digest. Lower case. */
export function returnPathFor({ memberId, digestId }: DigestKey, returnPath: string): string {
  const at = returnPath.lastIndexOf("@");
  const local = `${returnPath.slice(0, at)}+${memberId.toString(36)}.${digestId.toString(36)}`;
  return `${local}${returnPath.slice(at)}`.toLowerCase();
}

/** Throws `configuration` for an address that would not hold every digest's key. */
export function checkReturnPath(returnPath: string): void {
  const longest = Buffer.byteLength(returnPath) + LONGEST_KEY;
  if (/^[a-z0-9._=-]+@[a-z0-9.-]+$/i.test(returnPath) && longest <= MAX_OCTETS) return;
  throw new RekindleError(
    "configuration",
    `${returnPath} cannot be the return path of digests.`,
    `Choose a plain address of at most ${MAX_OCTETS - LONGEST_KEY} characters.`,
  );
}
