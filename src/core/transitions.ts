import { COUNTED_STATES, DIGEST_STATES, type DigestState } from "./community.ts";

/** Who may become what. Every compare-and-set on a digest's state takes its left side from here. */
const MAY_BECOME: Readonly<Record<DigestState, readonly DigestState[]>> = {
  planned: ["rendered", "withheld", "skipped", "suppressed", "expired"],
  // Back to planned: a pick was withdrawn meanwhile, so it is composed again.
  rendered: ["claimed", "planned", "skipped", "suppressed", "expired"],
  // Back to rendered: its lease lapsed, or its sender stopped before the first byte.
  claimed: ["submitting", "rendered", "deferred", "failed"],
  submitting: ["accepted", "deferred", "failed", "unknown"],
  deferred: ["claimed", "planned", "accepted", "skipped", "suppressed", "expired"],
  // By a late answer of the server, by a person, or again to the server where `settings.unknown` is `retry`.
  unknown: ["accepted", "deferred", "failed", "abandoned"],
  accepted: [],
  failed: [],
  skipped: [],
  suppressed: [],
  expired: [],
  abandoned: [],
  withheld: [],
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
  return !(COUNTED_STATES as readonly DigestState[]).includes(state);
}
