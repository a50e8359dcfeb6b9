import { asksForPatience, type SubmitOutcome } from "../core/smtp-replies.ts";

const FIRST_WAIT_MS = 10_000;
/** Greylisting wants to be asked again after minutes; most of it lets a mail pass after five. */
const FIRST_PATIENT_WAIT_MS = 6 * 60_000;
const LONGEST_WAIT_MS = 30 * 60_000;

/** How long to wait after that many tries before the digest is tried again. */
export function retryMs(outcome: SubmitOutcome, attempts: number, random: () => number): number {
  return backOffMs(attempts, random, asksForPatience(outcome) ? FIRST_PATIENT_WAIT_MS : FIRST_WAIT_MS);
}

/**
 * Twice as long each time, up to half an hour, between half of that and all of it, so that what failed together does not
 * come back together.
 */
export function backOffMs(attempts: number, random: () => number, firstMs = FIRST_WAIT_MS): number {
  const longest = Math.min(LONGEST_WAIT_MS, firstMs * 2 ** Math.min(Math.max(attempts, 1) - 1, 20));
  return Math.round(longest * (0.5 + random() / 2));
}
