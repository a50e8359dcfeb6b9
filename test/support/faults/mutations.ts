import { setTimeout as sleep } from "node:timers/promises";
import type { DeliverySettings, MailTransport, SubmitStore } from "../../../src/delivery/ports.ts";
import type { Database } from "../../../src/platform/postgres/database.ts";

/** A mistake that somebody might make one day, put in on purpose: the schedules must find it. */
export interface Mutation {
  readonly name: string;
  /** What has to be said of it: being caught for something else proves nothing. */
  readonly noticedAs: RegExp;
  /** The first schedule to try: one that is known to notice. */
  readonly seed?: number;
  readonly store?: (store: SubmitStore, database: Database) => SubmitStore;
  readonly transport?: (transport: MailTransport) => MailTransport;
  readonly settings?: Partial<DeliverySettings>;
  /** What the sweep makes of those whose sender is gone. */
  readonly sweep?: "retry";
}

export const NO_MUTATION: Mutation = { name: "none", noticedAs: /never/ };

const MARK_ONLY_BY_STATE = `
  UPDATE digest SET state = 'submitting', attempts = attempts + 1, submitted_at = $3, cap_date = $4::date,
    lease_until = clock_timestamp() + $5 * interval '1 millisecond', changed_at = clock_timestamp()
  WHERE member_id = $1 AND id = $2 AND state = 'claimed' RETURNING id`;

export const MUTATIONS: readonly Mutation[] = [
  {
    name: "sends although the claim is no longer its own",
    noticedAs: /sent again|sent before it was marked|the server may have kept it/,
    store: (store) => ({
      ...store,
      markSubmitting: async (...mark) => {
        await store.markSubmitting(...mark);
        return true;
      },
    }),
  },
  {
    name: "marks a digest as submitted once it has been",
    noticedAs: /sent again|the server may have kept it/,
    store: (store) => {
      const marks = new Map<string, () => Promise<unknown>>();
      const idOf = (key: { memberId: number; digestId: number }): string => `${key.memberId}.${key.digestId}`;
      return {
        ...store,
        markSubmitting: async (...mark) => {
          marks.set(idOf(mark[0].key), () => store.markSubmitting(...mark));
          return true;
        },
        recordOutcome: async (recorded) => {
          await marks.get(idOf(recorded.key))?.();
          return store.recordOutcome(recorded);
        },
      };
    },
  },
  { name: "tries again what is unknown", noticedAs: /sent again/, settings: { unknown: "retry" }, sweep: "retry" },
  {
    name: "does not ask again who wants no mail before it sends",
    noticedAs: /after its member said no/,
    store: (store, database) => ({
      ...store,
      // Slow, so that there is time to say no in between.
      claim: async (...question) => {
        const claimed = await store.claim(...question);
        await sleep(300);
        return claimed;
      },
      markSubmitting: async ({ key }, at, capDate, leaseMs) => {
        const values = [key.memberId, key.digestId, at, capDate, leaseMs];
        return (await database.query({ text: MARK_ONLY_BY_STATE, values })).length === 1;
      },
    }),
  },
  {
    name: "takes every end of a connection for a yes",
    noticedAs: /ever answered with 250/,
    store: (store) => ({
      ...store,
      recordOutcome: (recorded) => {
        const { outcome } = recorded;
        return store.recordOutcome(
          outcome.kind === "unknown" ? { ...recorded, outcome: { ...outcome, kind: "accepted" } } : recorded,
        );
      },
    }),
  },
  {
    name: "takes every end of a connection for a no",
    noticedAs: /sent again|the server may have kept it/,
    store: (store) => ({
      ...store,
      recordOutcome: (recorded) => {
        const { outcome } = recorded;
        return store.recordOutcome(
          outcome.kind === "unknown"
            ? { ...recorded, outcome: { ...outcome, kind: "deferred" }, retryInMs: 1_000 }
            : recorded,
        );
      },
    }),
  },
  {
    name: "gives up what a server only put off",
    noticedAs: /no server refused it/,
    store: (store) => ({
      ...store,
      recordOutcome: (recorded) => {
        const { outcome } = recorded;
        return store.recordOutcome(
          outcome.kind === "deferred"
            ? { ...recorded, outcome: { ...outcome, kind: "failed" }, retryInMs: null }
            : recorded,
        );
      },
    }),
  },
  {
    name: "forgets to write down what became of a mail",
    noticedAs: /leaves it in doubt/,
    store: (store) => ({ ...store, recordOutcome: async () => true }),
  },
  {
    name: "puts everything that went wrong under unknown",
    noticedAs: /leaves it in doubt/,
    store: (store) => ({
      ...store,
      recordOutcome: (recorded) => {
        const { outcome } = recorded;
        return store.recordOutcome(
          outcome.stage === "envelope"
            ? { ...recorded, outcome: { ...outcome, kind: "unknown" }, retryInMs: null }
            : recorded,
        );
      },
    }),
  },
];
