import type { DigestKey } from "../core/community.ts";
import { jobsOf } from "./batch-keys.ts";
import type { Job } from "./ports.ts";

export interface JobHandlers {
  /** Answers the digests that can be submitted now. */
  readonly compose: (keys: readonly DigestKey[]) => Promise<readonly DigestKey[]>;
  /** Answers those that have to be composed again. */
  readonly submit: (keys: readonly DigestKey[]) => Promise<readonly DigestKey[]>;
  readonly cycle: () => Promise<unknown>;
}

/**
 * Answers the jobs that follow from this one: a mail leaves as soon as it is composed. A job is a hint: each handler
 * reads the outbox first, so a repeated or late one does nothing, and what follows from a lost one is found by the sweep.
 */
export async function handleJob(handlers: JobHandlers, job: Job): Promise<Job[]> {
  if (job.kind === "compose") return jobsOf("submit", await handlers.compose(job.keys));
  if (job.kind === "submit") return jobsOf("compose", await handlers.submit(job.keys));
  await handlers.cycle();
  return [];
}
