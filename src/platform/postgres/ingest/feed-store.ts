import type { FeedState, FeedStore } from "../../../ingest/feeds/ports.ts";
import type { Database } from "../database.ts";

const MAKE_KNOWN = `INSERT INTO feed (name) SELECT unnest($1::text[]) ORDER BY 1 ON CONFLICT (name) DO NOTHING`;

const TAKE_DUE = `UPDATE feed SET due_at = clock_timestamp() + $2 * interval '1 millisecond', asked_at = clock_timestamp()
WHERE name = ANY ($1::text[]) AND ($3 OR due_at <= clock_timestamp())
RETURNING name, etag, last_modified AS "lastModified", seen, failures`;

const KEEP = `UPDATE feed SET etag = $2, last_modified = $3, seen = $4::jsonb, failures = $5, trouble = $6,
  due_at = clock_timestamp() + $7 * interval '1 millisecond'
WHERE name = $1`;

export function createFeedStore(database: Database): FeedStore {
  return {
    takeDue: async (names, leaseMs, all) => {
      await database.query({ text: MAKE_KNOWN, values: [names] });
      const rows = await database.query<FeedState & { readonly name: string }>({
        text: TAKE_DUE,
        values: [names, leaseMs, all],
      });
      return new Map(rows.map(({ name, ...state }) => [name, state]));
    },
    keep: async (name, { etag, lastModified, seen, failures }, trouble, dueInMs) => {
      const values = [name, etag, lastModified, JSON.stringify(seen), failures, trouble, dueInMs];
      await database.query({ text: KEEP, values });
    },
  };
}
