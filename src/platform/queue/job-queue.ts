import { randomUUID } from "node:crypto";
import type { Job as QueuedJob, Worker } from "bullmq";
import { RekindleError } from "../../core/errors.ts";
import type { Job, JobQueue, JobWorker } from "../../jobs/ports.ts";
import { jobIdOf, parseJob } from "./job-format.ts";
import { createPostgresStore } from "./postgres-store.ts";
import { createRedisStore } from "./redis-store.ts";
import type { QueueStore } from "./store.ts";

const DEFAULT_NAME = "rekindle";
const SCHEDULER_ID = "every-cycle";
const CHECK_TIMEOUT_MS = 5_000;
/** BullMQ waits for ever for a Redis that goes away while it closes. Nothing of ours is under way any more by then. */
const CLOSE_WORKER_MS = 2_000;
const CLOSE_QUEUE_MS = 1_000;
/** After its store was gone a worker tries again this often; BullMQ's own 15 s would idle long after it is back. */
const RETRY_DELAY_MS = 1_000;
/** Nobody reads BullMQ's event stream here; it must not grow. */
const EVENTS_KEPT = 100;
/** A failed or finished job leaves nothing behind, so that the sweep may ask for the same batch again. */
const LEAVE_NOTHING = { removeOnComplete: true, removeOnFail: true, attempts: 1 };

/** What went wrong in the background; the queue goes on by itself. Carries no personal data. */
export interface QueueProblem {
  readonly kind: "connection" | "job_failed" | "job_dropped";
  readonly error: unknown;
}

export interface JobQueueOptions {
  /** null: BullMQ's own backend on the database. */
  readonly redisUrl: string | null;
  /** A direct connection, not one through a transaction pooler. */
  readonly databaseUrl: string;
  /** Queues of different names do not meet. */
  readonly name?: string;
  readonly onProblem?: (problem: QueueProblem) => void;
}

/**
 * Opens the queue for producing; `work` starts consuming. Errors: `unreachable`; `configuration` when Redis may evict
 * keys, or when the queue's tables are not migrated.
 */
export async function openJobQueue(options: JobQueueOptions): Promise<JobQueue> {
  const { redisUrl, databaseUrl, name = DEFAULT_NAME, onProblem = () => undefined } = options;
  const store = redisUrl === null ? createPostgresStore(databaseUrl) : createRedisStore(redisUrl);
  await store.verify();
  const queue = store.openQueue(name, {
    defaultJobOptions: LEAVE_NOTHING,
    streams: { events: { maxLen: EVENTS_KEPT } },
  });
  queue.on("error", (error) => onProblem({ kind: "connection", error: store.explain(error) }));
  const workers = new Set<JobWorker>();
  const explained = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw store.explain(error);
    });
  await explained(queue.waitUntilReady());

  return {
    enqueue: async (jobs) => {
      if (jobs.length === 0) return;
      await explained(queue.addBulk(jobs.map(queued)));
    },
    work: async (handle, { concurrency }) => {
      const running = new Set<Promise<void>>();
      const noted = (job: Job): Promise<void> => {
        const work = handle(job).finally(() => running.delete(work));
        running.add(work);
        return work;
      };
      const worker = openWorker(store, name, noted, concurrency, onProblem);
      await explained(worker.waitUntilReady());
      const started: JobWorker = {
        stop: async () => {
          workers.delete(started);
          const closed = worker.close();
          while (running.size > 0) await Promise.allSettled(running);
          await within(CLOSE_WORKER_MS, closed).catch((error: unknown) => onProblem({ kind: "connection", error }));
        },
      };
      workers.add(started);
      return started;
    },
    scheduleCycle: async (everyMs) => {
      const cycle: Job = { kind: "cycle", version: 1 };
      const template = { name: cycle.kind, data: cycle, opts: LEAVE_NOTHING };
      await explained(queue.upsertJobScheduler(SCHEDULER_ID, { every: everyMs }, template));
    },
    countWaiting: () => explained(within(CHECK_TIMEOUT_MS, queue.getWaitingCount())),
    close: async () => {
      await Promise.all([...workers].map((worker) => worker.stop()));
      await within(CLOSE_QUEUE_MS, queue.close()).catch((error: unknown) => onProblem({ kind: "connection", error }));
    },
  };
}

/** What is to be done later may be asked for by the very job that it repeats, so it is never taken for that one. */
function queued(job: Job) {
  const { afterMs = 0, ...data } = { afterMs: 0, ...job };
  const jobId = jobIdOf(data as Job);
  return afterMs > 0
    ? { name: job.kind, data, opts: { jobId: `${jobId}-${randomUUID()}`, delay: afterMs } }
    : { name: job.kind, data, opts: { jobId } };
}

function openWorker(
  store: QueueStore,
  name: string,
  handle: (job: Job) => Promise<void>,
  concurrency: number,
  onProblem: (problem: QueueProblem) => void,
): Worker {
  const process = async ({ data }: QueuedJob): Promise<void> => {
    const job = parseJob(data);
    if (job) return handle(job);
    const message = "A job that this version does not understand was dropped.";
    const remedy = "Nothing is to be done: its digests are found again. Run one version of Rekindle on one queue.";
    onProblem({ kind: "job_dropped", error: new RekindleError("configuration", message, remedy) });
  };
  const worker = store.openWorker(name, process, {
    concurrency,
    runRetryDelay: RETRY_DELAY_MS,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  });
  // Without a listener, either event would end the process.
  worker.on("error", (error) => onProblem({ kind: "connection", error: store.explain(error) }));
  worker.on("failed", (_job, error) => onProblem({ kind: "job_failed", error }));
  return worker;
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `The queue did not answer within ${timeoutMs / 1000} s.`;
      reject(new RekindleError("unreachable", message, "Check that its Redis, or PostgreSQL, runs."));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
