import { holdTimes } from "../core/pace/hold-domain.ts";
import { recipientDomain } from "../core/pace/recipient-domain.ts";
import { holdsDomain, type SubmitOutcome } from "../core/smtp-replies.ts";
import type { SubmitDeps } from "./ports.ts";

/** Which domains, or the only mail server, are held while a job is under way: what it has claimed already waits as well. */
export interface LimitWatch {
  /** Those of which the database knows refusals. */
  know(troubled: readonly string[]): void;
  /** For how long nothing is sent to that address, in ms; 0: it may be. */
  heldMs(email: string): number;
  /** Tells all workers what was said. Its own trouble harms no mail. */
  note(email: string, sent: { readonly outcome: SubmitOutcome; readonly relay: string | null }): Promise<void>;
}

export function watchLimits({
  limits,
  transport,
  random,
}: Pick<SubmitDeps, "limits" | "transport" | "random">): LimitWatch {
  const troubled = new Set<string>();
  const heldUntil = new Map<string, number>();
  const onlyRelay = transport.relays.length === 1 ? transport.relays[0] : null;

  const left = (name: string | null): number =>
    name === null ? 0 : Math.max(0, (heldUntil.get(name) ?? 0) - performance.now());

  // What is kept is about the domain or the relay, and outlives the member whose mail met it.
  const told = ({ text }: SubmitOutcome, email: string): string =>
    text.replace(new RegExp(email.replace(/[^a-z0-9]/gi, "\\$&"), "gi"), "(the address)");

  const refused = async (name: string, text: string): Promise<void> => {
    troubled.add(name);
    const heldMs = await limits.refused(name, text, holdTimes(random));
    if (heldMs > 0) heldUntil.set(name, performance.now() + heldMs);
  };

  const note = async (email: string, outcome: SubmitOutcome, relay: string | null): Promise<void> => {
    const domain = recipientDomain(email);
    // A refused connection is no such word: each mail that meets it has a back-off of its own.
    const vexed = outcome.kind === "deferred" && outcome.code !== null && outcome.stage === "sender";
    if (vexed && relay !== null && relay === onlyRelay) return refused(relay, told(outcome, email));
    if (holdsDomain(outcome)) return refused(domain, told(outcome, email));
    if (outcome.code === null || outcome.stage === "connect" || outcome.stage === "sender") return;
    const took = [domain, relay].filter((name) => name !== null && troubled.delete(name)) as string[];
    for (const name of took) heldUntil.delete(name);
    if (took.length > 0) await limits.took(took);
  };

  return {
    know: (names) => {
      for (const name of names) troubled.add(name);
    },
    heldMs: (email) => (heldUntil.size === 0 ? 0 : Math.max(left(recipientDomain(email)), left(onlyRelay))),
    note: (email, { outcome, relay }) => note(email, outcome, relay).catch(() => undefined),
  };
}
