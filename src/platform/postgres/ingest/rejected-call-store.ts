import type { RejectedCallStore } from "../../../ingest/ports.ts";
import type { Queryable } from "../database.ts";

/** What is older than a month went unread; the table is kept small by whoever adds to it. */
const KEEP = `
  WITH forgotten AS (DELETE FROM rejected_event WHERE received_at < $2::timestamptz - interval '30 days')
  INSERT INTO rejected_event (source, received_at, reason, event)
  SELECT $1, $2, r.reason, r.event FROM unnest($3::text[], $4::text[]) AS r(reason, event)`;

export function createRejectedCallStore(database: Queryable): RejectedCallStore {
  return {
    keep: async (source, calls) => {
      const [first] = calls;
      if (first === undefined) return;
      const values = [source, first.receivedAt, calls.map(({ reason }) => reason), calls.map(({ event }) => event)];
      await database.query({ text: KEEP, values });
    },
  };
}
