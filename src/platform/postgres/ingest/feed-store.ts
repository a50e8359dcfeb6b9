import type { FeedState, FeedStore } from "../../../ingest/feeds/ports.ts";
import type { Database } from "../database.ts";
import { takeDue } from "./take-due.ts";

const STATE = `etag, last_modified AS "lastModified", seen, failures`;

const KEEP = `UPDATE feed SET etag = $2, last_modified = $3, seen = $4::jsonb, failures = $5, trouble = $6,
  due_at = clock_timestamp() + $7 * interval '1 millisecond'
WHERE name = $1`;

export function createFeedStore(database: Database): FeedStore {
  return {
    takeDue: async (names, leaseMs, all) => {
      const rows = await takeDue<FeedState>(database, "feed", STATE, names, leaseMs, all);
      return new Map(rows.map(({ name, ...state }) => [name, state]));
    },
    keep: async (name, { etag, lastModified, seen, failures }, trouble, dueInMs) => {
      const values = [name, etag, lastModified, JSON.stringify(seen), failures, trouble, dueInMs];
      await database.query({ text: KEEP, values });
    },
  };
}
