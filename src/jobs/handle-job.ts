import type { DigestKey } from "../core/community.ts";
import type { Job } from "./ports.ts";

export interface JobHandlers {
  readonly compose: (keys: readonly DigestKey[]) => Promise<unknown>;
  readonly submit: (keys: readonly DigestKey[]) => Promise<unknown>;
  readonly cycle: () => Promise<unknown>;
}

/** A job is a hint: each handler reads the outbox first, so a repeated or late one does nothing. */
export async function handleJob(handlers: JobHandlers, job: Job): Promise<void> {
  if (job.kind === "cycle") await handlers.cycle();
  else await handlers[job.kind](job.keys);
}
