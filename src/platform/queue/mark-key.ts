import { Redis } from "ioredis";
import { z } from "zod";
import type { Mark, Submitted } from "../../core/submission-mark.ts";
import type { MarkKeeper } from "../../delivery/restored/ports.ts";
import { createRedisStore } from "./redis-store.ts";

const CONNECT_TIMEOUT_MS = 5_000;
const SERVER = "server";

const submitted = z.object({ submissions: z.number().int(), lastAt: z.iso.datetime().nullable() });

/** The mark as a hash in Redis, a field for each submitter, so that every host knows what the others have sent. */
export function openMarkKey(url: string): MarkKeeper {
  const { explain } = createRedisStore(url);
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: CONNECT_TIMEOUT_MS, maxRetriesPerRequest: 1 });
  redis.on("error", () => undefined);
  const keyOf = (identity: string): string => `{rekindle}:submissions:${identity}`;
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explain(error);
    }
  };
  return {
    read: (identity) => explained(async () => markOf(await redis.hgetall(keyOf(identity)))),
    write: (identity, own, { server, submitters }) =>
      explained(async () => {
        const key = keyOf(identity);
        const writing = redis.multi();
        if (server !== null) writing.hset(key, SERVER, server);
        for (const [id, { submissions, lastAt }] of submitters) {
          const text = JSON.stringify({ submissions, lastAt });
          // The others write their own; what is known of them here may be older.
          if (id === own) writing.hset(key, id, text);
          else writing.hsetnx(key, id, text);
        }
        await writing.exec();
      }),
    close: async () => redis.disconnect(),
  };
}

function markOf(fields: Readonly<Record<string, string>>): Mark | null {
  const { [SERVER]: server = null, ...rest } = fields;
  const entries = Object.entries(rest).map(([id, text]): [string, Submitted] => {
    const { submissions, lastAt } = submitted.parse(JSON.parse(text));
    return [id, { submissions, lastAt: lastAt === null ? null : new Date(lastAt) }];
  });
  return entries.length === 0 ? null : { server, submitters: new Map(entries) };
}
