import { Redis } from "ioredis";
import { expect } from "vitest";
import { createPostgresStore } from "../../src/platform/queue/postgres-store.ts";
import { createRedisStore } from "../../src/platform/queue/redis-store.ts";
import type { QueueStore } from "../../src/platform/queue/store.ts";
import { createTestDatabase } from "./database.ts";
import { startRedis } from "./redis.ts";

export interface QueueBackend {
  readonly redisUrl: string | null;
  readonly databaseUrl: string;
  readonly store: QueueStore;
  /** Everything that was ever put into the store is gone. */
  empty(): Promise<void>;
  /** What the store holds of each job. */
  payloads(): Promise<unknown[]>;
  stop(): Promise<void>;
}

/** BullMQ on a database of its own. */
export async function startPostgresBackend(): Promise<QueueBackend> {
  const { database, url, drop } = await createTestDatabase();
  const tables = await database.query<{ name: string }>({
    text: `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
            WHERE schemaname = 'rekindle_queue' AND tablename <> 'migration'`,
    values: [],
  });
  return {
    redisUrl: null,
    databaseUrl: url,
    store: createPostgresStore(url),
    empty: async () => {
      const text = `TRUNCATE ${tables.map(({ name }) => name).join(", ")}`;
      // A worker that is just finishing a job may win the tables: then once more.
      await expect
        .poll(() => database.query({ text, values: [] }).then(() => "emptied", String), { timeout: 20_000 })
        .toBe("emptied");
    },
    payloads: async () => {
      const rows = await database.query<{ data: unknown }>({ text: "SELECT data FROM rekindle_queue.job", values: [] });
      return rows.map(({ data }) => data);
    },
    stop: drop,
  };
}

/** BullMQ on a Redis of its own; `program` is the path that `requirement("redis")` found. */
export async function startRedisBackend(program: string): Promise<QueueBackend> {
  const server = await startRedis(program);
  const redis = new Redis(server.url);
  return {
    redisUrl: server.url,
    databaseUrl: "postgresql://nobody@127.0.0.1:1/none",
    store: createRedisStore(server.url),
    empty: async () => {
      await redis.flushall();
    },
    payloads: async () => {
      const payloads: unknown[] = [];
      for (const key of await redis.keys("*")) {
        const data = (await redis.type(key)) === "hash" ? await redis.hget(key, "data") : null;
        if (data !== null) payloads.push(JSON.parse(data));
      }
      return payloads;
    },
    stop: async () => {
      redis.disconnect();
      await server.stop();
    },
  };
}
