import { type RefusedRequestStore, WHOLE_REQUEST } from "../../../ingest/rejections/ports.ts";
import type { Queryable } from "../database.ts";

const NOTE = `
  WITH now AS (SELECT clock_timestamp() AS at),
  old AS (
    SELECT source, reason, hour FROM rejection WHERE hour < clock_timestamp() - interval '30 days' FOR UPDATE SKIP LOCKED),
  forgotten AS (
    DELETE FROM rejection AS r USING old WHERE (r.source, r.reason, r.hour) = (old.source, old.reason, old.hour))
  INSERT INTO rejection (source, reason, hour, first_at, last_at, events)
  SELECT n.source, $1 || n.reason, date_trunc('hour', now.at, 'UTC'), now.at, now.at, n.requests
  FROM unnest($2::text[], $3::text[], $4::int[]) AS n(source, reason, requests), now
  ORDER BY n.source, n.reason
  ON CONFLICT (source, reason, hour) DO UPDATE SET
    last_at = greatest(rejection.last_at, excluded.last_at), events = rejection.events + excluded.events`;

export function createRefusedRequestStore(database: Queryable): RefusedRequestStore {
  return {
    note: async (refused) => {
      const columns = (["source", "reason", "requests"] as const).map((name) => refused.map((one) => one[name]));
      await database.query({ text: NOTE, values: [WHOLE_REQUEST, ...columns] });
    },
  };
}
