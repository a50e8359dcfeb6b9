import { setTimeout as sleep } from "node:timers/promises";
import type { LoadedRules } from "../audience/load-rules.ts";
import type { SweptOutbox } from "../delivery/sweep-outbox.ts";
import { jobsOf } from "./batch-keys.ts";
import type { CycleStore, JobQueue } from "./ports.ts";

/** Minutes of work for the submitters of a few machines. */
const PLENTY_OF_JOBS = 1_000;
/** Between two looks at the outbox while other processes may be at work on it; a job done here is looked at at once. */
const POLL_MS = 200;
/** The database's clock and ours need not agree to the millisecond. */
const RETRY_SLACK_MS = 20;
/** Without any progress for so long, jobs are taken for lost and handed out again. */
const STALLED_MS = 5_000;
/** Without any progress for so long, the cycle stops waiting: what is left stays in the outbox for the next one. */
const GIVE_UP_MS = 60_000;

/** What it takes to hand out what the outbox holds, and to see it done. */
export interface OpenWork {
  readonly queue: Pick<JobQueue, "enqueue" | "countWaiting">;
  readonly cycles: CycleStore;
  /** Digests that this process could not compose since it loaded the rules, by id: they stay planned, and nobody waits. */
  readonly failed: ReadonlySet<number>;
  /** Resolves when this process has handled the next job. */
  readonly nextJobDone: () => Promise<void>;
  /** Makes what was settled before somebody turned sending on exposures of its members. */
  readonly expose: (loaded: LoadedRules, at: Date) => Promise<void>;
  /** Takes digests back from submitters that went away, and finds what waits: to be composed, then to be submitted. */
  readonly sweep: (loaded: LoadedRules, at: Date) => Promise<SweptOutbox>;
}

export interface WorkOffOptions {
  readonly at: Date;
  /** How long to wait for digests that a server has deferred; null: do not wait for anything to be sent. */
  readonly waitMs?: number | null;
  readonly onProgress?: (text: string) => void;
  /** Once it aborts nothing more is planned or waited for; what is planned stays in the outbox. */
  readonly signal?: AbortSignal;
}

/** Hands out what is planned and waits until these slots have none left to compose. */
export async function composeOpen(
  deps: OpenWork,
  options: WorkOffOptions,
  loaded: LoadedRules,
  slotIds: readonly number[],
): Promise<void> {
  if (slotIds.length === 0) return;
  await enqueueOpen(deps, "compose", options.at, loaded);
  await waitUntilNone(
    deps,
    () => deps.cycles.countPlanned(slotIds, [...deps.failed]),
    () => refill(deps, "compose", options.at, loaded),
    (left) => options.onProgress?.(`choosing contents: ${left} digests to go`),
    options.signal,
  );
}

/** Unless told otherwise, waits until nothing can be sent any more. What nobody takes up is handed out again. */
export async function sendOpen(deps: OpenWork, options: WorkOffOptions, loaded: LoadedRules): Promise<void> {
  const handOut = () => refill(deps, "submit", options.at, loaded);
  const isInterrupted = () => options.signal?.aborted === true;
  if (options.waitMs === null || isInterrupted()) return;
  const deadline = performance.now() + (options.waitMs ?? 0);
  for (;;) {
    const settled = await waitUntilNone(
      deps,
      () => countToSend(deps, options.at, loaded),
      handOut,
      (left) => options.onProgress?.(`sending: ${left} digests to go`),
      options.signal,
    );
    const retryMs = settled ? await deps.cycles.msToNextRetry() : null;
    if (retryMs === null || isInterrupted() || performance.now() + retryMs > deadline) return;
    options.onProgress?.(`waiting ${Math.ceil(retryMs / 1000)} s for the mail server`);
    await sleep(retryMs + RETRY_SLACK_MS, undefined, { signal: options.signal }).catch(() => undefined);
    await handOut();
  }
}

/** 0 once nobody has a digest in hand and none waits that could be sent now. */
async function countToSend(deps: OpenWork, at: Date, loaded: LoadedRules): Promise<number> {
  const { inFlight, waiting } = await deps.cycles.countToSend();
  if (inFlight > 0) return inFlight + waiting;
  if (waiting === 0) return 0;
  // What waits may be held: by a pause, quiet hours, `sending`, or until its next try.
  for await (const page of (await deps.sweep(loaded, at)).pages) if (page.kind === "submit") return waiting;
  // Or a submitter took it between the count and the sweep, and has it in hand.
  return (await deps.cycles.countToSend()).inFlight;
}

async function enqueueOpen(deps: OpenWork, kind: "compose" | "submit", at: Date, loaded: LoadedRules): Promise<void> {
  for await (const page of (await deps.sweep(loaded, at)).pages) {
    if (page.kind !== kind) {
      if (kind === "compose") return;
      continue;
    }
    const keys = page.keys.filter(({ digestId }) => kind === "submit" || !deps.failed.has(digestId));
    if (keys.length > 0) await deps.queue.enqueue(jobsOf(kind, keys, page.afterMs));
  }
}

/** Fills the queue with what waits, unless it has plenty: it would only be given the same digests again. */
export async function refill(deps: OpenWork, kind: "compose" | "submit", at: Date, loaded: LoadedRules): Promise<void> {
  // Before any leaves, since what has left is found as waiting no more; each time, since another process may have settled some.
  if (kind === "submit" && loaded.settings.sending === "on") await deps.expose(loaded, at);
  if ((await deps.queue.countWaiting()) < PLENTY_OF_JOBS) await enqueueOpen(deps, kind, at, loaded);
}

/** Polls until `count` is 0; answers false when nothing has moved for too long. */
async function waitUntilNone(
  { nextJobDone }: Pick<OpenWork, "nextJobDone">,
  count: () => Promise<number>,
  handOutAgain: () => Promise<unknown>,
  report: (left: number) => void,
  signal?: AbortSignal,
): Promise<boolean> {
  let last = -1;
  let movedAt = performance.now();
  let handedOutAt = movedAt;
  for (;;) {
    const done = nextJobDone();
    const left = await count();
    if (left === 0) return true;
    const now = performance.now();
    if (left !== last) {
      last = left;
      movedAt = now;
      report(left);
    }
    if (signal?.aborted === true || now - movedAt > GIVE_UP_MS) return false;
    if (now - Math.max(movedAt, handedOutAt) > STALLED_MS) {
      handedOutAt = now;
      await handOutAgain();
    }
    await Promise.race([done, sleep(POLL_MS)]);
  }
}
