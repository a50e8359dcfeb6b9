import type { DigestState } from "../core/community.ts";
import type { OutboxEntry, OutboxStore } from "./ports.ts";

export interface OutboxFilter {
  readonly state: DigestState | null;
  readonly limit: number;
}

export interface Outbox {
  /** How many digests stand in each state, states without any left out. */
  readonly states: Readonly<Partial<Record<DigestState, number>>>;
  /** Those whose fate is unknown before all others, the latest first, at most `limit`. */
  readonly digests: readonly OutboxEntry[];
}

export async function listOutbox(deps: { readonly store: OutboxStore }, filter: OutboxFilter): Promise<Outbox> {
  const [states, digests] = await Promise.all([deps.store.countStates(), deps.store.listDigests(filter)]);
  return { states, digests };
}
