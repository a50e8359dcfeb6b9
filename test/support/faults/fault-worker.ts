import type { DigestKey } from "../../../src/core/community.ts";
import { RekindleError } from "../../../src/core/errors.ts";
import type { SubmitDeps, SubmitStore } from "../../../src/delivery/ports.ts";
import type { SmtpTimeouts } from "../../../src/platform/mail/smtp/smtp-session.ts";
import { type Database, openDatabase } from "../../../src/platform/postgres/database.ts";
import { createSubmitStore } from "../../../src/platform/postgres/delivery/submit-store.ts";
import { openSubmitter, SETTINGS } from "../outbox.ts";
import { FAULT_TIMEOUTS } from "./draw-schedule.ts";
import type { Mutation } from "./mutations.ts";
import { returnPathOf } from "./smtp-judge.ts";
import { type Life, type Step, watchStore } from "./watched-store.ts";

/** A worker's part of one schedule, in this process: connections of its own, a transport of its own. */
export interface FaultWorker {
  readonly name: string;
  /** Never rejects; what went wrong otherwise than by losing the database or its life stands in `troubles`. */
  submit(keys: readonly DigestKey[]): Promise<void>;
  /** Nothing of it is heard any more, from this instant on. */
  crash(): Promise<void>;
  /** As at SIGTERM. */
  stop(withinMs: number): Promise<void>;
}

export interface FaultWorkerOptions {
  readonly name: string;
  readonly databaseUrl: string;
  readonly smtpUrl: string;
  readonly lanes: number;
  readonly now: () => Date;
  readonly capped: boolean;
  readonly timeouts?: SmtpTimeouts;
  readonly mutation: Mutation;
  readonly steps: Step[];
  readonly troubles: string[];
}

export const FAULT_LEASE_MS = 2_000;

export function openFaultWorker(options: FaultWorkerOptions): FaultWorker {
  const { name, databaseUrl, mutation, steps, troubles } = options;
  const life: Life = { crashed: false };
  const database = openDatabase({ url: databaseUrl, maxConnections: 2 });
  const direct = openDatabase({ url: databaseUrl, maxConnections: 1 });
  const submitter = openSubmitter(database, {
    url: options.smtpUrl,
    lanes: options.lanes,
    timeouts: options.timeouts ?? FAULT_TIMEOUTS,
    rest: { firstMs: 200, longestMs: 400 },
    returnPath: ({ memberId, digestId }) => returnPathOf(`${memberId}.${digestId}`),
  });
  const transport = mutation.transport?.(submitter.transport) ?? submitter.transport;
  const change: Partial<SubmitDeps> = {
    store: watchStore(mutated(createSubmitStore(database, direct), mutation, database), name, life, steps),
    transport,
    clock: { now: options.now },
    claimedBy: name,
    leaseMs: FAULT_LEASE_MS,
    settings: { ...SETTINGS, caps: options.capped ? [{ count: 1, days: 1 }] : [], ...mutation.settings },
  };
  const running = new Set<Promise<void>>();
  let open = true;
  const end = async (withinMs: number): Promise<void> => {
    if (!open) return;
    open = false;
    await transport.close(withinMs);
    await Promise.all(running);
    await database.close();
    await direct.close();
  };
  return {
    name,
    submit: async (keys) => {
      if (!open) return;
      const work = submitter.submit(keys, change).then(
        () => undefined,
        (error: unknown) => {
          if (!life.crashed && !(error instanceof RekindleError)) troubles.push(`${name}: ${String(error)}`);
        },
      );
      running.add(work);
      await work;
      running.delete(work);
    },
    crash: () => {
      life.crashed = true;
      return end(0);
    },
    stop: end,
  };
}

function mutated(store: SubmitStore, mutation: Mutation, database: Database): SubmitStore {
  return mutation.store?.(store, database) ?? store;
}
