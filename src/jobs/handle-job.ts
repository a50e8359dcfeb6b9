import type { DigestKey } from "../core/community.ts";
import { jobsOf } from "./batch-keys.ts";
import type { Job } from "./ports.ts";

/** What is left of digests that were to be submitted. */
export interface AfterSubmit {
  /** Have to be composed again. */
  readonly recompose: readonly DigestKey[];
  /** Wait for their turn, each list for so long. */
  readonly later: readonly { readonly keys: readonly DigestKey[]; readonly afterMs: number }[];
}

export interface JobHandlers {
  /** Answers the digests that can be submitted now. */
  readonly compose: (keys: readonly DigestKey[]) => Promise<readonly DigestKey[]>;
  readonly submit: (keys: readonly DigestKey[]) => Promise<AfterSubmit>;
  readonly cycle: () => Promise<unknown>;
}

/**
 * Answers the jobs that follow from this one: a mail leaves as soon as it is composed. A job is a hint: each handler
 * reads the outbox first, so a repeated or late one does nothing, and what follows from a lost one is found by the sweep.
 */
export async function handleJob(handlers: JobHandlers, job: Job): Promise<Job[]> {
  if (job.kind === "compose") return jobsOf("submit", await handlers.compose(job.keys));
  if (job.kind === "submit") {
    const { recompose, later } = await handlers.submit(job.keys);
    return [...jobsOf("compose", recompose), ...later.flatMap(({ keys, afterMs }) => jobsOf("submit", keys, afterMs))];
  }
  await handlers.cycle();
  return [];
}
