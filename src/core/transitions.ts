import { COUNTED_STATES, DIGEST_STATES, type DigestState } from "./community.ts";

/** What a report of the receiving side says of a digest: a bounce, a complaint, a click, a provider's word. */
const EVIDENCED = ["delivered", "bounced", "complained"] as const satisfies readonly DigestState[];

/** Who may become what. Every compare-and-set on a digest's state takes its left side from here. */
const MAY_BECOME: Readonly<Record<DigestState, readonly DigestState[]>> = {
  // Unknown without having been handed over, as far as the database knows: one that was restored cannot tell what had left.
  planned: ["rendered", "unknown", "withheld", "skipped", "suppressed", "expired"],
  // Back to planned: a pick was withdrawn meanwhile, so it is composed again.
  rendered: ["claimed", "planned", "unknown", "skipped", "suppressed", "expired"],
  // Back to rendered: its lease lapsed, or its sender stopped before the first byte.
  claimed: ["submitting", "rendered", "deferred", "failed", "unknown", ...EVIDENCED],
  // Evidence may come before the server's own answer is recorded.
  submitting: ["accepted", "deferred", "failed", "unknown", ...EVIDENCED],
  deferred: ["claimed", "planned", "accepted", "unknown", "skipped", "suppressed", "expired", ...EVIDENCED],
  // By evidence, a late answer of the server, a person, or again to the server where `settings.unknown` is `retry`.
  // To be composed first, where the restored database holds no mail of it.
  unknown: ["accepted", "deferred", "planned", "failed", "abandoned", ...EVIDENCED],
  accepted: [...EVIDENCED],
  // A server that took it may still send it back, and who got it may complain.
  delivered: ["bounced", "complained"],
  bounced: ["complained"],
  complained: [],
  failed: [],
  skipped: [],
  suppressed: [],
  expired: [],
  abandoned: [],
  // Only where nobody was exposed to it: of a trial, whose mails never left.
  withheld: ["expired"],
};

export function mayBecome(from: DigestState, to: DigestState): boolean {
  return MAY_BECOME[from].includes(to);
}

/** The states that may become `to`. */
export function statesBefore(to: DigestState): readonly DigestState[] {
  return DIGEST_STATES.filter((from) => mayBecome(from, to));
}

/** Whether a digest in this state gives its picks back, to be proposed again. */
export function releasesPicks(state: DigestState): boolean {
  // What came back was never seen, though it was mailed and counts as that.
  return state === "bounced" || !(COUNTED_STATES as readonly DigestState[]).includes(state);
}
