import type { RejectedCallStore } from "../../../ingest/ports.ts";
import { TAKEN_WITHOUT } from "../../../ingest/rejections/ports.ts";
import type { Queryable } from "../database.ts";

/** Of a day (UTC), by source and reason; what comes after is counted only: a site that sends nothing good would fill the disk. */
const MOST_EXAMPLES = 50;
/** Of a day, by source: reasons are few, but some name a field that the sender made up. */
const MOST_REASONS = 50;
const OTHER = "something else: there are too many different mistakes to tell apart";
const REASON_LENGTH = 300;

/** What is older than a month went unread; the tables are kept small by whoever adds to them. Processes do not wait for each
 * other to count: together they may keep some examples more. */
const KEEP = `
  WITH forgotten AS (DELETE FROM rejected_event WHERE received_at < $1::timestamptz - interval '30 days'),
  uncounted AS (DELETE FROM rejection WHERE hour < $1::timestamptz - interval '30 days'),
  incoming AS (
    SELECT r.source, left(r.reason, ${REASON_LENGTH}) AS reason, r.found, r.event, r.place
    FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS r(source, reason, found, event, place)),
  today AS (
    SELECT source, reason, sum(events) AS events FROM rejection
    WHERE hour >= date_trunc('day', $1::timestamptz, 'UTC') GROUP BY source, reason),
  fresh AS (
    SELECT source, reason, row_number() OVER (PARTITION BY source ORDER BY min(place)) AS nth FROM incoming
    WHERE (source, reason) NOT IN (SELECT source, reason FROM today) GROUP BY source, reason),
  too_many AS (
    SELECT source, reason FROM fresh
    WHERE nth > ${MOST_REASONS} - (SELECT count(*) FROM today WHERE today.source = fresh.source)),
  told AS (
    SELECT i.source, CASE WHEN t.source IS NULL THEN i.reason WHEN starts_with(i.reason, $7) THEN $7 || $6 ELSE $6 END AS reason, i.found, i.event, i.place
    FROM incoming AS i LEFT JOIN too_many AS t USING (source, reason)),
  counted AS (
    INSERT INTO rejection (source, reason, hour, first_at, last_at, events)
    SELECT source, reason, date_trunc('hour', $1::timestamptz, 'UTC'), $1, $1, count(*) FROM told
    GROUP BY source, reason ORDER BY source, reason
    ON CONFLICT (source, reason, hour) DO UPDATE SET
      first_at = least(rejection.first_at, excluded.first_at), last_at = greatest(rejection.last_at, excluded.last_at),
      events = rejection.events + excluded.events),
  numbered AS (
    SELECT told.*, row_number() OVER (PARTITION BY source, reason ORDER BY place) AS nth FROM told)
  INSERT INTO rejected_event (source, received_at, reason, found, event)
  SELECT n.source, $1, n.reason, n.found, n.event FROM numbered AS n LEFT JOIN today AS t USING (source, reason)
  WHERE n.nth + coalesce(t.events, 0) <= ${MOST_EXAMPLES} ORDER BY n.place`;

export function createRejectedCallStore(database: Queryable): RejectedCallStore {
  return {
    keep: async (calls) => {
      const [first] = calls;
      if (first === undefined) return;
      const columns = (["source", "reason", "found", "event"] as const).map((name) => calls.map((call) => call[name]));
      await database.query({ text: KEEP, values: [first.receivedAt, ...columns, OTHER, TAKEN_WITHOUT] });
    },
  };
}
