import type { DigestState } from "../../core/community.ts";
import type { Settings } from "../../core/rules/settings.ts";
import { listWaiting, type Waiting } from "./list-waiting.ts";
import type { OutboxEntry, OutboxStore, WaitingStore } from "./ports.ts";

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
  deps: { readonly store: OutboxStore; readonly waiting: WaitingStore },
  filter: OutboxFilter,
): Promise<Outbox> {
  const [states, digests, waiting] = await Promise.all([
    deps.store.countStates(),
    deps.store.listDigests(filter),
    listWaiting(deps.waiting, filter.sending),
  ]);
  return { states, digests, waiting };
}
