import type { DigestKey, DigestState } from "../core/community.ts";

/**
 * What may stand in the queue: a kind, a version and digest keys. No personal data, and never the
 * truth: a job that is lost, repeated or late changes nothing, because handlers read PostgreSQL first.
 */
export type Job =
  | { readonly kind: "compose"; readonly version: 1; readonly keys: readonly DigestKey[] }
  | {
      readonly kind: "submit";
      readonly version: 1;
      readonly keys: readonly DigestKey[];
      /** When it is enqueued: handled no sooner. */
      readonly afterMs?: number;
    }
  | { readonly kind: "cycle"; readonly version: 1 };

export interface JobQueue {
  /** Adds jobs; one that is equal to a job still waiting or in hand is not added again. */
  enqueue(jobs: readonly Job[]): Promise<void>;
  /** Starts handling jobs. A job whose handler throws is dropped: the sweep finds its digests again. */
  work(handle: (job: Job) => Promise<void>, options: { readonly concurrency: number }): Promise<JobWorker>;
  /** Asks the queue to add a `cycle` job every `everyMs`; asking again changes nothing. */
  scheduleCycle(everyMs: number): Promise<void>;
  /** Jobs that nobody has taken up yet. Rejects with `unreachable` when the queue's store is. */
  countWaiting(): Promise<number>;
  close(): Promise<void>;
}

export interface JobWorker {
  /** Takes no more jobs and answers when those in hand are done. */
  stop(): Promise<void>;
}

/** What a cycle asks of the outbox while it waits. */
export interface CycleStore {
  /** Slots with a digest that still has to be composed or sent. */
  openSlots(): Promise<number[]>;
  /** Digests of these slots that are still `planned`, without those that are held. */
  countPlanned(slotIds: readonly number[], exceptDigests: readonly number[]): Promise<number>;
  /** Digests that a submitter has in its hands, and those that wait for one, held or not. */
  countToSend(): Promise<{ readonly inFlight: number; readonly waiting: number }>;
  /** Machine time until the next digest is due that was deferred, or waits for its turn; null: none is. */
  msToNextRetry(): Promise<number | null>;
  /** What became of the digests of these slots, and how each slot was planned. */
  outcomes(slotIds: readonly number[]): Promise<SlotOutcome[]>;
}

export interface SlotOutcome {
  readonly rule: string;
  readonly timezone: string;
  readonly localDate: string;
  /** What holds the slot until it is released; null: nothing. */
  readonly heldBy: "brake" | "review" | null;
  readonly funnel: Readonly<Record<string, number>>;
  readonly counts: readonly { readonly state: DigestState; readonly reason: string | null; readonly members: number }[];
}
