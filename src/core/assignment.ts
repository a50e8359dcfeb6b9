import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { Arm } from "./community.ts";

/** The community's own experiment: everyone held out of every rule. A rule's own experiment bears the rule's name. */
export const PROGRAMME = "programme";

const BUCKETS = 2 ** 32;

/**
 * The arm of a unit: the first 32 bits of SHA-256 of `experiment:unit`, as a fraction, against the held-out share.
 * The experiment's name is the salt, so that experiments are independent. Raising the share keeps every held-out
 * unit held out.
 *
 * @param share between 0 and 1
 */
export function armOf(experiment: string, unit: string, share: number): Arm {
  return bucketOf(experiment, unit) < heldOutBuckets(share) ? "held_out" : "treated";
}

/** How many of the 2^32 buckets are held out; the SQL of planning compares with the same number. */
export function heldOutBuckets(share: number): number {
  return Math.round(share * BUCKETS);
}

/** The unit that an arm is drawn for: the company where colleagues share mail, else the member. */
export function unitOf(by: "member" | "company", member: { externalId: string; company: string | null }): string {
  return by === "company" && member.company !== null ? `company:${member.company}` : member.externalId;
}

function bucketOf(experiment: string, unit: string): number {
  const digest = sha256(utf8ToBytes(`${experiment}:${unit}`));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}
