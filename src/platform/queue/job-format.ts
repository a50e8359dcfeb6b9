import { createHash } from "node:crypto";
import { z } from "zod";
import { formatDigestKey } from "../../core/digest-key.ts";
import type { Job } from "../../jobs/ports.ts";

const keysSchema = z.array(z.strictObject({ memberId: z.number().int(), digestId: z.number().int() })).min(1);

const jobSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("compose"), version: z.literal(1), keys: keysSchema }),
  z.strictObject({ kind: z.literal("submit"), version: z.literal(1), keys: keysSchema }),
  z.strictObject({ kind: z.literal("cycle"), version: z.literal(1) }),
]);

/** Null when another version wrote it, or it was tampered with: nothing is lost, the sweep asks again. */
export function parseJob(payload: unknown): Job | null {
  const parsed = jobSchema.safeParse(payload);
  return parsed.success ? parsed.data : null;
}

/** The same for equal jobs, so that the queue's store keeps one of them. Without `:`, which BullMQ reserves. */
export function jobIdOf(job: Job): string {
  if (job.kind === "cycle") return job.kind;
  const keys = job.keys.map(formatDigestKey).join(" ");
  return `${job.kind}-${createHash("sha256").update(`${job.version} ${keys}`).digest("base64url").slice(0, 24)}`;
}
