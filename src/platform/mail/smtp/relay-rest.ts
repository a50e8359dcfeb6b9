import type { SubmitOutcome } from "../../../core/smtp-replies.ts";

/** How long a mail server is left alone after it could not be used: twice as long each time, up to `longestMs`. */
export interface RestTimes {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * What may be asked of a mail server now. `trial`: its rest is over, and one mail may find out; `on trial`: one does.
 */
export type Readiness = "up" | "trial" | "on trial" | "resting";

/** Whether a mail server is of use, by the machine's own clock (monotonic, milliseconds). */
export interface RelayRest {
  readiness(now: number): Readiness;
  /** The caller finds out: everybody else waits or goes elsewhere until it is told. */
  beginTrial(): void;
  /** The trial came to nothing either way. */
  endTrial(): void;
  /** True when it was up until now. */
  failed(outcome: SubmitOutcome, now: number): boolean;
  /** True when it was not up until now. */
  worked(): boolean;
  /** Resolves when the trial is over. */
  trialOver(): Promise<void>;
  /** Why it rests, and since when; null: it is up. */
  readonly why: { readonly outcome: SubmitOutcome; readonly at: number } | null;
}

/** @param random 0 to 1: each rest lasts between half of its length and all of it */
export function createRelayRest({ firstMs, longestMs }: RestTimes, random: () => number): RelayRest {
  let rest: { outcome: SubmitOutcome; at: number; until: number; times: number } | null = null;
  let trial: { readonly over: Promise<void>; readonly end: () => void } | null = null;

  const endTrial = (): void => {
    trial?.end();
    trial = null;
  };

  return {
    readiness: (now) => {
      if (rest === null) return "up";
      if (trial !== null) return "on trial";
      return rest.until <= now ? "trial" : "resting";
    },
    beginTrial: () => {
      let end = (): void => undefined;
      const over = new Promise<void>((resolve) => {
        end = resolve;
      });
      trial = { over, end };
    },
    endTrial,
    failed: (outcome, now) => {
      const first = rest === null;
      // What was under way when it began to rest says nothing new.
      const times = rest === null ? 1 : trial === null && now < rest.until ? rest.times : rest.times + 1;
      const longest = Math.min(longestMs, firstMs * 2 ** Math.min(times - 1, 20));
      rest = { outcome, at: now, until: now + longest * (0.5 + random() / 2), times };
      endTrial();
      return first;
    },
    worked: () => {
      const was = rest !== null;
      rest = null;
      endTrial();
      return was;
    },
    trialOver: () => trial?.over ?? Promise.resolve(),
    get why() {
      return rest;
    },
  };
}
