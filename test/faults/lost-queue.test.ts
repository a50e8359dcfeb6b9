import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { openSendingInstallation, type SendingInstallation } from "../support/faults/sending-installation.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";
import { requirement } from "../support/requirements.ts";

/** More than one job holds: what is lost are jobs that nobody has taken up. */
const MEMBERS = 260;
const program = requirement("redis");

let test: TestDatabase;
let here: SendingInstallation;

const open = async (variables: Record<string, string>, members = MEMBERS): Promise<void> => {
  test = await createTestDatabase();
  here = await openSendingInstallation(variables, { members, database: test });
};
afterEach(async () => {
  await here.close();
  await test.drop();
});

const dots = () => here.judge.attempts.filter(({ dotAt }) => dotAt !== null).length;
const allOnce = async () => {
  expect(await here.states()).toEqual({ accepted: here.members });
  expect([...here.keptMails().values()]).toEqual(Array(here.members).fill(1));
};

describe.skipIf(program === null)("Redis", { timeout: 240_000 }, () => {
  let redis: TestRedis;
  beforeEach(async () => {
    redis = await startRedis(program ?? "");
  });
  afterEach(() => redis.stop());

  it("emptied (FLUSHALL) while mails are sent costs none and repeats none", async () => {
    await open({ REDIS_URL: redis.url });
    here.judge.slowDown(40);
    const run = here.start("run", "--wait", "120s");
    const client = new Redis(redis.url);
    await expect.poll(dots, { timeout: 60_000 }).toBeGreaterThan(10);
    await client.flushall();
    await expect.poll(dots, { timeout: 60_000 }).toBeGreaterThan(60);
    await client.flushall();
    client.disconnect();
    here.judge.slowDown(0);
    expect((await run.ended).status).toBe(0);
    await allOnce();
  });

  it("restarted, and empty, while mails are sent: those in hand are answered, and the rest leaves with the next run", async () => {
    await open({ REDIS_URL: redis.url });
    // Five seconds' worth, so that it is amid it.
    here.judge.slowDown(200);
    const run = here.start("run", "--wait", "120s");
    await expect.poll(dots, { timeout: 60_000 }).toBeGreaterThan(10);
    await redis.stopServer();
    expect(dots()).toBeLessThan(MEMBERS);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await redis.start();
    here.judge.slowDown(0);
    // It may have asked the queue just then, and says so; or not.
    expect([0, 3]).toContain((await run.ended).status);
    const between = await here.states();
    expect([between.unknown ?? 0, between.submitting ?? 0]).toEqual([0, 0]);
    await here.succeed("run", "--wait", "120s");
    await allOnce();
  });

  it("that may evict keys is refused before anything is planned", async () => {
    const evicting = await startRedis(program ?? "", ["--maxmemory-policy", "allkeys-lru"]);
    try {
      await open({ REDIS_URL: evicting.url }, 3);
      for (const command of ["run", "start", "worker"]) {
        const ended = await here.run(command);
        expect(ended.status).toBe(2);
        expect(ended.stderr).toContain("maxmemory-policy is allkeys-lru");
        expect(ended.stderr).toContain("Set maxmemory-policy to noeviction");
      }
      expect(await here.states()).toEqual({});
      expect(here.judge.attempts).toEqual([]);
    } finally {
      await evicting.stop();
    }
  });
});

describe("the queue's tables in PostgreSQL", { timeout: 240_000 }, () => {
  it("emptied while mails are sent cost none and repeat none", async () => {
    await open({});
    const tables = await test.database.query<{ name: string }>({
      text: `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
             WHERE schemaname = 'rekindle_queue' AND tablename <> 'migration'`,
      values: [],
    });
    const text = `TRUNCATE ${tables.map(({ name }) => name).join(", ")}`;
    const empty = () =>
      expect
        .poll(() => test.database.query({ text, values: [] }).then(() => "emptied", String), { timeout: 20_000 })
        .toBe("emptied");
    here.judge.slowDown(40);
    const run = here.start("run", "--wait", "120s");
    await expect.poll(dots, { timeout: 60_000 }).toBeGreaterThan(10);
    await empty();
    await expect.poll(dots, { timeout: 60_000 }).toBeGreaterThan(60);
    await empty();
    here.judge.slowDown(0);
    expect((await run.ended).status).toBe(0);
    await allOnce();
  });
});
