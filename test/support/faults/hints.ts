import { setTimeout as sleep } from "node:timers/promises";
import type { DigestKey } from "../../../src/core/community.ts";
import { handleJob } from "../../../src/jobs/handle-job.ts";
import { openJobQueue } from "../../../src/platform/queue/job-queue.ts";
import { drawWith, hashKeys } from "../../../src/simulate/draw.ts";
import type { Schedule } from "./draw-schedule.ts";
import type { FaultWorker } from "./fault-worker.ts";

/** Brings digests that wait to the workers, as reliably as a queue whose store may be lost. */
export interface Hints {
  offer(keys: readonly DigestKey[]): void;
  stop(): Promise<void>;
}

const KEYS_IN_A_JOB = 5;

function* inJobs(keys: readonly DigestKey[]): Generator<readonly DigestKey[]> {
  for (let start = 0; start < keys.length; start += KEYS_IN_A_JOB) yield keys.slice(start, start + KEYS_IN_A_JOB);
}

export async function openHints(
  schedule: Schedule,
  databaseUrl: string,
  workers: readonly FaultWorker[],
): Promise<Hints> {
  return schedule.hints === "queue" ? openQueue(schedule, databaseUrl, workers) : openAdversary(schedule, workers);
}

/** Loses jobs, gives them to two workers at once, and brings them late. */
function openAdversary({ seed }: Schedule, workers: readonly FaultWorker[]): Hints {
  const hash = hashKeys(seed, 97, 0, 0);
  let drawn = 0;
  const uniform = (): number => drawWith(hash, drawn++);
  const onTheWay = new Set<Promise<void>>();
  /** What a real queue keeps from being added twice; here it is only to keep the machine from drowning. */
  const busy = new Map<FaultWorker, number>();
  const give = async (worker: FaultWorker, keys: readonly DigestKey[], delayMs: number): Promise<void> => {
    busy.set(worker, (busy.get(worker) ?? 0) + 1);
    await sleep(delayMs);
    await worker.submit(keys);
    busy.set(worker, (busy.get(worker) ?? 1) - 1);
  };
  return {
    offer: (keys) => {
      for (const job of inJobs(keys)) {
        if (uniform() < 0.15) continue;
        for (let times = uniform() < 0.3 ? 2 : 1; times > 0; times -= 1) {
          const worker = workers[Math.floor(uniform() * workers.length)] as FaultWorker;
          const delayMs = uniform() < 0.5 ? 0 : uniform() * 60;
          if ((busy.get(worker) ?? 0) >= 4) continue;
          const work = give(worker, job, delayMs);
          onTheWay.add(work);
          void work.then(() => onTheWay.delete(work));
        }
      }
    },
    // What is still on its way ends when its worker does.
    stop: async () => undefined,
  };
}

async function openQueue({ seed }: Schedule, databaseUrl: string, workers: readonly FaultWorker[]): Promise<Hints> {
  const open = () => openJobQueue({ redisUrl: null, databaseUrl, name: `faults-${seed}` });
  // A machine with too much to do may need longer for a connection than the queue is ready to wait.
  const queue = await open().catch(open);
  const started = await Promise.all(
    workers.map((worker) =>
      queue.work(
        async (job) => {
          await handleJob(
            {
              compose: async () => [],
              submit: async (keys) => {
                await worker.submit(keys);
                return { recompose: [], later: [] };
              },
              cycle: async () => undefined,
            },
            job,
          );
        },
        { concurrency: 2 },
      ),
    ),
  );
  let enqueuing: Promise<unknown> = Promise.resolve();
  return {
    offer: (keys) => {
      for (const job of inJobs(keys)) {
        enqueuing = enqueuing.then(() =>
          queue.enqueue([{ kind: "submit", version: 1, keys: job }]).catch(() => undefined),
        );
      }
    },
    stop: async () => {
      await enqueuing;
      await Promise.all(started.map((one) => one.stop()));
      await queue.close();
    },
  };
}
