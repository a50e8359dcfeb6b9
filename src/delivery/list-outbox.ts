import type { DigestState } from "../core/community.ts";
import type { Settings } from "../core/rules/settings.ts";
import { listWaiting, type Waiting } from "./list-waiting.ts";
import type { LimitStore, OutboxEntry, OutboxStore } from "./ports.ts";

export interface OutboxFilter {
  readonly state: DigestState | null;
  readonly limit: number;
  /** What settings.yaml says; null: it cannot be read. */
  readonly sending: Settings["sending"] | null;
}

export interface Outbox {
  /** How many digests stand in each state, states without any left out. */
  readonly states: Readonly<Partial<Record<DigestState, number>>>;
  /** Those whose fate is unknown before all others, the latest first, at most `limit`. */
  readonly digests: readonly OutboxEntry[];
  readonly waiting: Waiting;
}

export async function listOutbox(
  { store, limits }: { readonly store: OutboxStore; readonly limits: LimitStore },
  filter: OutboxFilter,
): Promise<Outbox> {
  const [states, digests, waiting] = await Promise.all([
    store.countStates(),
    store.listDigests(filter),
    listWaiting(limits, filter.sending),
  ]);
  return { states, digests, waiting };
}
