import { formatDigestKey } from "../../../src/core/digest-key.ts";
import type { Claim, SubmitStore } from "../../../src/delivery/ports.ts";

/** A question to the database about one digest, as the judge of the promise needs it. Times are `performance.now()`. */
export interface Step {
  readonly kind: "mark" | "record";
  readonly worker: string;
  readonly digest: string;
  readonly startedAt: number;
  endedAt: number | null;
  /** What the store answered; null: it rejected, or nobody was there any more to hear it. */
  answer: boolean | null;
}

/** A worker that can stop from one instant to the next, as if it had been killed. */
export interface Life {
  crashed: boolean;
}

const GONE = "the worker was killed";

/**
 * Writes down what a worker asks and is answered, without changing any of it. Once its life is over nothing it asks is
 * done, and it hears of nothing; what the server has in hand by then it still does.
 */
export function watchStore(store: SubmitStore, worker: string, life: Life, steps: Step[]): SubmitStore {
  const alive = async <T>(work: () => Promise<T>): Promise<T> => {
    if (life.crashed) throw new Error(GONE);
    const answer = await work();
    if (life.crashed) throw new Error(GONE);
    return answer;
  };
  const noted = async (kind: Step["kind"], { key }: Claim, work: () => Promise<boolean>): Promise<boolean> => {
    const digest = formatDigestKey(key);
    const step: Step = { kind, worker, digest, startedAt: performance.now(), endedAt: null, answer: null };
    steps.push(step);
    try {
      const answer = await alive(work);
      step.answer = answer;
      return answer;
    } finally {
      step.endedAt = performance.now();
    }
  };
  return {
    ...store,
    claim: (...question) => alive(() => store.claim(...question)),
    loadMails: (keys) => alive(() => store.loadMails(keys)),
    markSubmitting: (claim, ...rest) => noted("mark", claim, () => store.markSubmitting(claim, ...rest)),
    recordOutcome: (outcome) => noted("record", outcome, () => store.recordOutcome(outcome)),
    renewLeases: (...question) => alive(() => store.renewLeases(...question)),
    releaseClaims: (claims) => alive(() => store.releaseClaims(claims)),
  };
}
