import { rm } from "node:fs/promises";
import { expect, it } from "vitest";
import type { Job } from "../../src/jobs/ports.ts";
import { openEmbeddedPostgres } from "../../src/platform/embedded/embedded-postgres.ts";
import { findRunningServer } from "../../src/platform/embedded/running-server.ts";
import { openJobQueue } from "../../src/platform/queue/job-queue.ts";
import { migrateQueue } from "../../src/platform/queue/postgres-store.ts";
import { makeOpenFolder } from "../support/open-folder.ts";

it("queues and works on after the database under it was killed and started again", async () => {
  const folder = makeOpenFolder("rekindle-restart-");
  const postgres = await openEmbeddedPostgres({ dataDirectory: folder, settings: { shared_buffers: "16MB" } });
  await migrateQueue({ databaseUrl: postgres.url });
  const queue = await openJobQueue({ redisUrl: null, databaseUrl: postgres.url });
  const handled: Job[] = [];
  await queue.work(
    async (job) => {
      handled.push(job);
    },
    { concurrency: 2 },
  );
  const submit = (digestId: number): Job => ({ kind: "submit", version: 1, keys: [{ memberId: 1, digestId }] });
  await queue.enqueue([submit(1)]);
  await expect.poll(() => handled.length, { timeout: 20_000 }).toBe(1);

  process.kill(findRunningServer(postgres.location)?.pid ?? 0, "SIGKILL");
  const enqueued = () =>
    queue.enqueue([submit(2)]).then(
      () => true,
      () => false,
    );
  await expect.poll(enqueued, { timeout: 20_000 }).toBe(true);
  await expect.poll(() => handled, { timeout: 20_000 }).toContainEqual(submit(2));

  await queue.close();
  await postgres.close();
  await rm(folder, { recursive: true });
});
