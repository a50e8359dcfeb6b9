import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Job, JobQueue } from "../../src/jobs/ports.ts";
import { openJobQueue, type QueueProblem } from "../../src/platform/queue/job-queue.ts";
import { openMarkKey } from "../../src/platform/queue/mark-key.ts";
import { createEmptyDatabase } from "../support/database.ts";
import { type QueueBackend, startPostgresBackend, startRedisBackend } from "../support/queue-backends.ts";
import { startRedis } from "../support/redis.ts";
import { requirement } from "../support/requirements.ts";

const REDIS = requirement("redis");
const PATIENCE = { timeout: 20_000 };

function submit(...digestIds: number[]): Job {
  return { kind: "submit", version: 1, keys: digestIds.map((digestId) => ({ memberId: 7, digestId })) };
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE.timeout;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error("It did not happen in time.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const BACKENDS = [
  { backend: "PostgreSQL", start: startPostgresBackend, missing: false },
  { backend: "Redis", start: () => startRedisBackend(REDIS ?? ""), missing: REDIS === null },
];

for (const { backend, start, missing } of BACKENDS) {
  describe.skipIf(missing)(`the queue on ${backend}`, () => {
    let stage: QueueBackend;
    let name: string;
    let queues: JobQueue[];
    let problems: QueueProblem[];

    beforeAll(async () => {
      stage = await start();
    });
    afterAll(async () => {
      await stage?.stop();
    });
    beforeEach(() => {
      name = `test-${randomBytes(4).toString("hex")}`;
      queues = [];
      problems = [];
    });
    afterEach(async () => {
      await Promise.all(queues.map((queue) => queue.close()));
      await stage.empty();
    });

    async function open(): Promise<JobQueue> {
      const { redisUrl, databaseUrl } = stage;
      const queue = await openJobQueue({ redisUrl, databaseUrl, name, onProblem: (problem) => problems.push(problem) });
      queues.push(queue);
      return queue;
    }

    /** Starts a worker that keeps what it is given. */
    async function collect(queue: JobQueue, concurrency = 4): Promise<Job[]> {
      const handled: Job[] = [];
      await queue.work(
        async (job) => {
          handled.push(job);
        },
        { concurrency },
      );
      return handled;
    }

    it("hands over each job exactly as it was enqueued", async () => {
      const queue = await open();
      const jobs: Job[] = [submit(1, 2), { ...submit(3), kind: "compose" } as Job, { kind: "cycle", version: 1 }];
      await queue.enqueue(jobs);
      const handled = await collect(queue, 1);
      await until(() => handled.length === 3);
      expect(handled).toEqual(jobs);
    });

    it("hands over what is for later when it is due, even from the job that it repeats", async () => {
      const queue = await open();
      const times: number[] = [];
      const began = performance.now();
      await queue.work(
        async (job) => {
          times.push(performance.now() - began);
          expect(job).toEqual(submit(1));
          if (times.length < 3) await queue.enqueue([{ ...submit(1), afterMs: 400 } as Job]);
        },
        { concurrency: 1 },
      );
      await queue.enqueue([submit(1)]);
      await until(() => times.length === 3);
      const [first = 0, second = 0, third = 0] = times;
      expect(Math.min(second - first, third - second)).toBeGreaterThanOrEqual(390);
      expect(await queue.countWaiting()).toBe(0);
      expect(problems).toEqual([]);
    });

    it("keeps one of equal jobs that wait", async () => {
      const queue = await open();
      await queue.enqueue([submit(1), submit(1)]);
      await queue.enqueue([submit(1)]);
      await queue.enqueue([submit(2)]);
      const handled = await collect(queue, 1);
      await until(() => handled.some((job) => job.kind === "submit" && job.keys[0]?.digestId === 2));
      expect(handled).toEqual([submit(1), submit(2)]);
    });

    it("takes the same job again once it is done", async () => {
      const queue = await open();
      const handled = await collect(queue);
      for (let times = 1; times <= 3; times += 1) {
        await queue.enqueue([submit(1)]);
        await until(() => handled.length === times);
        await expect.poll(() => stage.payloads(), PATIENCE).toEqual([]);
      }
    });

    it("drops a job whose handler throws, says so, and takes the same job again", async () => {
      const queue = await open();
      let calls = 0;
      await queue.work(
        async () => {
          calls += 1;
          throw new Error("The handler broke.");
        },
        { concurrency: 1 },
      );
      await queue.enqueue([submit(1)]);
      await until(() => problems.length === 1);
      expect(problems).toMatchObject([{ kind: "job_failed", error: { message: "The handler broke." } }]);
      await queue.enqueue([submit(1)]);
      await until(() => calls === 2);
    });

    it("gives each job to one of several workers", async () => {
      const handled: Job[][] = [];
      for (let worker = 0; worker < 3; worker += 1) handled.push(await collect(await open(), 2));
      const jobs = Array.from({ length: 120 }, (_, index) => submit(index + 1));
      await (await open()).enqueue(jobs);
      await until(() => handled.flat().length >= jobs.length);
      const ids = handled.flat().map((job) => (job.kind === "cycle" ? 0 : job.keys[0]?.digestId));
      expect(ids.sort((a, b) => Number(a) - Number(b))).toEqual(jobs.map((_, index) => index + 1));
    });

    it("stops when the job in hand is done, and leaves the others to the next worker", async () => {
      const queue = await open();
      let finish: () => void = () => undefined;
      let finished = false;
      let taken = 0;
      const worker = await queue.work(
        async () => {
          taken += 1;
          await new Promise<void>((resolve) => {
            finish = resolve;
          });
          finished = true;
        },
        { concurrency: 1 },
      );
      await queue.enqueue([submit(1), submit(2)]);
      await until(() => taken === 1);
      const stopped = worker.stop().then(() => finished);
      finish();
      expect(await stopped).toBe(true);
      expect(taken).toBe(1);
      const handled = await collect(queue);
      await until(() => handled.length === 1);
      expect(handled).toEqual([submit(2)]);
    });

    it("stops at once when there is nothing to do", async () => {
      const queue = await open();
      const worker = await queue.work(async () => undefined, { concurrency: 4 });
      const begun = Date.now();
      await worker.stop();
      expect(Date.now() - begun).toBeLessThan(2_000);
    });

    it("asks for a cycle again and again, at one pace however often it was scheduled", async () => {
      const queue = await open();
      const times: number[] = [];
      await queue.work(
        async (job) => {
          if (job.kind === "cycle") times.push(Date.now());
        },
        { concurrency: 4 },
      );
      await queue.scheduleCycle(200);
      await queue.scheduleCycle(200);
      await (await open()).scheduleCycle(200);
      await until(() => times.length >= 6);
      const elapsed = (times[5] ?? 0) - (times[0] ?? 0);
      expect(elapsed).toBeGreaterThan(700);
    });

    it("goes on after its store was emptied: jobs are taken and the schedule can be asked for again", async () => {
      const queue = await open();
      const handled = await collect(queue);
      await queue.scheduleCycle(60_000);
      await queue.enqueue([submit(1)]);
      await until(() => handled.length > 0);
      await stage.empty();
      handled.length = 0;
      await queue.enqueue([submit(2)]);
      await until(() => handled.some((job) => job.kind === "submit"));
      handled.length = 0;
      await queue.scheduleCycle(100);
      await until(() => handled.filter((job) => job.kind === "cycle").length >= 2);
    });

    it("holds keys and nothing else of a job", async () => {
      const queue = await open();
      await queue.enqueue([submit(41, 42)]);
      expect(await stage.payloads()).toEqual([submit(41, 42)]);
      await collect(queue);
      await expect.poll(() => stage.payloads(), PATIENCE).toEqual([]);
    });

    it("drops what another version wrote, says so, and goes on", async () => {
      const queue = await open();
      const other = stage.store.openQueue(name, {});
      await other.add("submit", { ...submit(1), version: 2 });
      await other.add("bake", { kind: "bake", version: 1 });
      await other.close();
      const handled = await collect(queue, 1);
      await queue.enqueue([submit(2)]);
      await until(() => handled.length === 1);
      expect(handled).toEqual([submit(2)]);
      expect(problems.map(({ kind }) => kind)).toEqual(["job_dropped", "job_dropped"]);
    });

    it("answers whether its store can be reached", async () => {
      expect(await (await open()).countWaiting()).toBe(0);
      const redisUrl = stage.redisUrl === null ? null : "redis://127.0.0.1:1";
      const gone = openJobQueue({ redisUrl, databaseUrl: "postgresql://nobody@127.0.0.1:1/none", name });
      await expect(gone).rejects.toMatchObject({ code: "unreachable" });
    });
  });
}

describe("the queue on PostgreSQL", () => {
  it("says that its tables are missing", async () => {
    const { url, drop } = await createEmptyDatabase();
    const failure = openJobQueue({ redisUrl: null, databaseUrl: url });
    await expect(failure).rejects.toMatchObject({
      code: "configuration",
      remedy: expect.stringContaining("db migrate"),
    });
    await drop();
  });
});

describe.skipIf(REDIS === null)("the queue on Redis", () => {
  it("refuses a Redis that evicts keys", async () => {
    const redis = await startRedis(REDIS ?? "", ["--maxmemory-policy", "allkeys-lru"]);
    const failure = openJobQueue({ redisUrl: redis.url, databaseUrl: "postgresql://nobody@127.0.0.1:1/none" });
    await expect(failure).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining("allkeys-lru"),
    });
    await redis.stop();
  });

  it("says at once that Redis is gone, and works on when it is back", async () => {
    const redis = await startRedis(REDIS ?? "");
    const queue = await openJobQueue({ redisUrl: redis.url, databaseUrl: "postgresql://nobody@127.0.0.1:1/none" });
    const handled: Job[] = [];
    await queue.work(
      async (job) => {
        handled.push(job);
      },
      { concurrency: 1 },
    );
    await redis.stopServer();
    const gone = {
      code: "unreachable",
      message: `Redis at ${new URL(redis.url).host} cannot be reached: it does not answer.`,
    };
    await expect(queue.enqueue([submit(1)])).rejects.toMatchObject(gone);
    await expect(queue.countWaiting()).rejects.toMatchObject(gone);
    const key = openMarkKey(redis.url);
    await expect(key.read("nobody")).rejects.toMatchObject(gone);
    await key.close();
    await redis.start();
    await expect
      .poll(
        () =>
          queue.enqueue([submit(2)]).then(
            () => true,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(true);
    await until(() => handled.length > 0);
    expect(handled).toEqual([submit(2)]);
    await queue.close();
    await redis.stop();
  });

  it("closes although Redis answers nothing any more", async () => {
    const redis = await startRedis(REDIS ?? "");
    const troubles: string[] = [];
    const queue = await openJobQueue({
      redisUrl: redis.url,
      databaseUrl: "postgresql://nobody@127.0.0.1:1/none",
      onProblem: ({ kind }) => troubles.push(kind),
    });
    await queue.work(async () => undefined, { concurrency: 1 });
    redis.freeze();
    await queue.close();
    expect(troubles).toContain("connection");
    await redis.stop();
  });
});
