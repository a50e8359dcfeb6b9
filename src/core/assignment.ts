import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { Arm, LocalDate } from "./community.ts";

/** The community's own experiment: everyone held out of every rule. A rule's own experiment bears the rule's name. */
export const PROGRAMME = "programme";

/** All programmes but the first are called so and a quarter's name or a number, which no rule can be. */
export const PROGRAMME_PREFIX = `${PROGRAMME} `;

export function isProgramme(experiment: string): boolean {
  return experiment === PROGRAMME || experiment.startsWith(PROGRAMME_PREFIX);
}

/** Whether a programme is that of a calendar quarter: `programme 2026-Q4`, `programme 2026-Q4 (2)`. */
export function isQuarter(experiment: string): boolean {
  return /^programme \d{4}-Q[1-4]/.test(experiment);
}

/** A holdout that was drawn: its experiment's name, and from which instant on its arms held. */
export interface DrawnProgramme {
  readonly experiment: string;
  readonly openedAt: Date;
  /** From when on nobody was held out any more; null: it was not ended. */
  readonly endedAt: Date | null;
  readonly by: "member" | "company";
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
  return askedName(rotate === "never" ? null : quarterOf(date));
}

/**
 * The experiment whose arms hold at an instant, of those that were drawn and the one that the settings ask for. An instant
 * before the latest was opened has the one of its time: none begins in the past. Where none is asked for by quarter, the
 * latest goes on, whatever its name, so that nobody's arm changes because rotation ends. After one that was ended, or drawn
 * for other units, members are drawn anew: its own were exposed long ago, and their former arm no longer tells what they got.
 *
 * @param asked.quarter in which the instant lies, where the holdout is drawn anew each quarter; null: it is not
 * @returns null: at that instant, which is past, nobody was held out
 */
export function programmeAt(
  drawn: readonly DrawnProgramme[],
  instant: Date,
  asked: { readonly quarter: string | null; readonly by: DrawnProgramme["by"] },
): string | null {
  const byTime = [...drawn].sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime());
  const latest = byTime.at(-1);
  if (latest !== undefined && latest.openedAt > instant) {
    const then = byTime.findLast(({ openedAt }) => openedAt <= instant) ?? byTime[0] ?? latest;
    return then.endedAt !== null && then.endedAt <= instant ? null : then.experiment;
  }
  const name = askedName(asked.quarter);
  const goesOn =
    latest !== undefined &&
    latest.endedAt === null &&
    latest.by === asked.by &&
    (asked.quarter === null || latest.experiment === name || latest.experiment.startsWith(`${name} (`));
  return goesOn ? latest.experiment : firstFree(name, new Set(drawn.map(({ experiment }) => experiment)));
}

function askedName(quarter: string | null): string {
  return quarter === null ? PROGRAMME : `${PROGRAMME_PREFIX}${quarter}`;
}

/** A name is the salt of a drawing, so that none is used twice. */
function firstFree(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name} (${number})`)) number += 1;
  return `${name} (${number})`;
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
