import { recipientDomain } from "../core/pace/recipient-domain.ts";
import type { HeldLimit, LimitStore } from "./ports.ts";

export interface HeldBack extends HeldLimit {
  /** Digests that wait for it; of a mail server: all that wait. */
  readonly digests: number;
}

/** What holds digests back for a while, by the machine's clock. */
export interface Waiting {
  /** Domains and mail servers that are left alone, those longest refused first. */
  readonly held: readonly HeldBack[];
  /** Digests that wait for their turn, or for their next try, these included. */
  readonly digests: number;
}

export async function listWaiting(limits: LimitStore): Promise<Waiting> {
  const [held, waiting] = await Promise.all([limits.listHeld(), limits.countWaiting()]);
  const byDomain = new Map<string, number>();
  for (const { domain, digests } of waiting) {
    const name = recipientDomain(domain);
    byDomain.set(name, (byDomain.get(name) ?? 0) + digests);
  }
  const all = waiting.reduce((sum, { digests }) => sum + digests, 0);
  return {
    held: held.map((limit) => ({
      ...limit,
      digests: limit.name.includes(":") ? all : (byDomain.get(limit.name) ?? 0),
    })),
    digests: all,
  };
}
