import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { RekindleError } from "../../core/errors.ts";
import { CONNECTION_MEANINGS } from "../postgres/connection-error.ts";
import type { QueueStore } from "./store.ts";

const CONNECT_TIMEOUT_MS = 10_000;
/** The braces keep all keys in one slot of a Redis Cluster. */
const PREFIX = "{rekindle}";

export function createRedisStore(url: string): QueueStore {
  const explain = (error: unknown): unknown => explainRedisError(error, url);
  return {
    explain,
    verify: async () => {
      const redis = new Redis(url, {
        lazyConnect: true,
        connectTimeout: CONNECT_TIMEOUT_MS,
        maxRetriesPerRequest: 0,
        retryStrategy: () => null,
      });
      let lastError: unknown;
      redis.on("error", (error: unknown) => {
        lastError = error;
      });
      try {
        await redis.connect();
        verifyPolicy(await redis.info("memory"));
      } catch (error) {
        throw explain(error instanceof RekindleError ? error : (lastError ?? error));
      } finally {
        redis.disconnect();
      }
    },
    openQueue: (name, settings) =>
      // A producer that cannot write must say so at once: what it would have queued stands in PostgreSQL anyway.
      new Queue(name, { ...settings, prefix: PREFIX, connection: { url, enableOfflineQueue: false } }),
    openWorker: (name, process, settings) =>
      new Worker(name, process, { ...settings, prefix: PREFIX, connection: { url, maxRetriesPerRequest: null } }),
  };
}

function verifyPolicy(info: string): void {
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy === undefined || policy === "noeviction") return;
  throw new RekindleError(
    "configuration",
    `Redis evicts keys when its memory is full (maxmemory-policy is ${policy}), which loses jobs without a word.`,
    "Set maxmemory-policy to noeviction on that Redis, or unset REDIS_URL to queue in PostgreSQL.",
  );
}

const UNREACHABLE =
  /ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|EPIPE|Connection is closed|isn't writeable|max retries/i;

function explainRedisError(error: unknown, url: string): unknown {
  if (error instanceof RekindleError) return error;
  const { message, code } = error instanceof Error ? (error as Error & { code?: string }) : { message: String(error) };
  const host = new URL(url).host;
  if (/WRONGPASS|NOAUTH|NOPERM/.test(message)) {
    const remedy = "Check the user and the password in REDIS_URL.";
    return new RekindleError("configuration", `Redis at ${host} refuses the connection: ${message}`, remedy, error);
  }
  if (!UNREACHABLE.test(`${code} ${message}`)) return error;
  const meaning = CONNECTION_MEANINGS[code ?? ""];
  return new RekindleError(
    "unreachable",
    // The library's own words are of its settings, and differ with what was under way when the connection went.
    `Redis at ${host} cannot be reached: ${meaning === undefined ? "it does not answer" : `${meaning} (${code})`}.`,
    "Check that it runs and that REDIS_URL names it. Nothing is lost: what was planned stands in PostgreSQL.",
    error,
  );
}
