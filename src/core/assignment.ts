import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { Arm, LocalDate } from "./community.ts";

/** The community's own experiment: everyone held out of every rule. A rule's own experiment bears the rule's name. */
export const PROGRAMME = "programme";

/** The programmes of quarters are called so and the quarter's name, which no rule can be. */
export const QUARTER_PREFIX = `${PROGRAMME} `;

export function isProgramme(experiment: string): boolean {
  return experiment === PROGRAMME || isQuarter(experiment);
}

export function isQuarter(experiment: string): boolean {
  return experiment.startsWith(QUARTER_PREFIX);
}

/** A holdout that was drawn: its experiment's name, and from which instant on its arms held. */
export interface DrawnProgramme {
  readonly experiment: string;
  readonly openedAt: Date;
}

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

/** The calendar quarter of a date: `2026-Q4`. */
export function quarterOf(date: LocalDate): string {
  return `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
}

/** The experiment that a holdout rotated so asks for on a date, whatever was drawn before. */
export function askedProgramme(rotate: "never" | "quarterly", date: LocalDate): string {
  return rotate === "never" ? PROGRAMME : `${QUARTER_PREFIX}${quarterOf(date)}`;
}

/**
 * The experiment whose arms hold at an instant, of those that were drawn and the one that the settings ask for. An instant
 * before the latest was opened has the one of its time: none begins in the past. Where none is asked for by quarter, the
 * latest goes on, whatever its name, so that nobody's arm changes because rotation ends.
 *
 * @param quarter in which the instant lies, where the holdout is drawn anew each quarter; null: it is not
 */
export function programmeAt(drawn: readonly DrawnProgramme[], instant: Date, quarter: string | null): string {
  const byTime = [...drawn].sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime());
  const latest = byTime.at(-1);
  if (latest !== undefined && latest.openedAt > instant)
    return (byTime.findLast(({ openedAt }) => openedAt <= instant) ?? byTime[0] ?? latest).experiment;
  if (quarter === null) return latest?.experiment ?? PROGRAMME;
  return `${QUARTER_PREFIX}${quarter}`;
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
