import { recipientDomain } from "../../core/pace/recipient-domain.ts";
import type { Settings } from "../../core/rules/settings.ts";
import { refusesAccount } from "../../core/smtp-replies.ts";
import type { HeldLimit, OpenWaits, WaitingStore } from "./ports.ts";

export interface HeldBack extends HeldLimit {
  /** Digests that wait for it; of a mail server: all that wait. */
  readonly digests: number;
  /** It refuses our account or our login, which only a person mends. */
  readonly account: boolean;
}

/** What holds digests back for a while, by the machine's clock. */
export interface Waiting {
  /** Domains and mail servers that are left alone, those longest refused first. */
  readonly held: readonly HeldBack[];
  /** Digests that wait for their turn, or for their next try, these included. */
  readonly digests: number;
  /** What settings.yaml says; null: it cannot be read. */
  readonly sending: Settings["sending"] | null;
  readonly open: OpenWaits;
}

export async function listWaiting(limits: WaitingStore, sending: Settings["sending"] | null): Promise<Waiting> {
  const [held, waiting, open] = await Promise.all([limits.listHeld(), limits.countWaiting(), limits.countOpen()]);
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
      account: refusesAccount(limit.said),
    })),
    digests: all,
    sending,
    open,
  };
}
