import type { DigestKey } from "../core/community.ts";
import type { Job } from "./ports.ts";

/** One query of seen sets serves a batch. */
const FULL_TO_COMPOSE = 500;
/** Small, so that several submitters share a slot and a pause takes effect soon. */
const MOST_TO_SUBMIT = 100;
/** So many at least: a job has costs of its own. */
const FEWEST_TO_COMPOSE = 50;
/** When there is no more than one batch: while a part is written to the database the next is chosen and rendered. */
const PARTS = 4;

/** Cuts a page of digests into jobs. */
export function jobsOf(kind: "compose" | "submit", keys: readonly DigestKey[], afterMs = 0): Job[] {
  const size = kind === "submit" ? MOST_TO_SUBMIT : sizeToCompose(keys.length);
  const jobs: Job[] = [];
  for (let start = 0; start < keys.length; start += size) {
    const job = { kind, version: 1, keys: keys.slice(start, start + size) } as const;
    jobs.push(afterMs > 0 ? { ...job, kind: "submit", afterMs } : job);
  }
  return jobs;
}

function sizeToCompose(digests: number): number {
  return digests >= FULL_TO_COMPOSE ? FULL_TO_COMPOSE : Math.max(FEWEST_TO_COMPOSE, Math.ceil(digests / PARTS));
}
