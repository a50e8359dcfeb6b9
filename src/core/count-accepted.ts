import { ACCEPTED_STATES, type DigestState } from "./community.ts";

/** Digests that a server took, whatever is known of them since. */
export function countAccepted(states: Readonly<Partial<Record<DigestState, number>>>): number {
  return ACCEPTED_STATES.reduce((sum, state) => sum + (states[state] ?? 0), 0);
}
