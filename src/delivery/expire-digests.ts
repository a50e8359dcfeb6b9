import type { CommunityClock } from "../core/clock.ts";
import type { ExpireStore } from "./ports.ts";

export interface ExpireDeps {
  readonly store: ExpireStore;
  readonly clock: CommunityClock;
  /** Names of the rules that may send: live ones. What others have not sent yet expires. */
  readonly liveRules: readonly string[];
}

/** One statement locks this many rows at most, so that planning and claims never wait long. */
const EXPIRE_BATCH = 5_000;

/** Ends the digests that are too late, whose rule is gone, or that were held until their day was over, and gives their picks back. Answers how many. */
export async function expireDigests({ store, clock, liveRules }: ExpireDeps): Promise<number> {
  let expired = 0;
  let batch: number;
  do {
    batch = await store.expire(clock.now(), liveRules, EXPIRE_BATCH);
    expired += batch;
  } while (batch === EXPIRE_BATCH);
  await store.expireHeldSlots(clock.now());
  return expired;
}
