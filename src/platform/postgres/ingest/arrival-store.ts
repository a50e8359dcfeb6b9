import {
  type Arrival,
  type ArrivalStore,
  type Arrivals,
  EXPOSED_KEY,
  NO_GOOD_KEY,
} from "../../../ingest/arrivals/ports.ts";
import { TAKEN_WITHOUT, WHOLE_REQUEST } from "../../../ingest/rejections/ports.ts";
import type { Queryable } from "../database.ts";

const IS_EVENTS = "source <> $1 AND NOT starts_with(source, $2)";

/**
 * Beside the arrivals of this moment: what is older than a month goes, but for the first and the latest events that came, of
 * which is told however long ago. Processes that do it at once do not wait for each other.
 */
const NOTE = `
  WITH now AS (SELECT clock_timestamp() AS at),
  told AS (
    (SELECT source, hour FROM arrival WHERE ${IS_EVENTS} ORDER BY first_at, source LIMIT 1)
    UNION ALL (SELECT source, hour FROM arrival WHERE ${IS_EVENTS} ORDER BY last_at DESC, source LIMIT 1)),
  old AS (
    SELECT a.source, a.hour FROM arrival a WHERE a.hour < clock_timestamp() - interval '30 days'
      AND NOT EXISTS (SELECT FROM told t WHERE t.source = a.source AND t.hour = a.hour)
    FOR UPDATE OF a SKIP LOCKED),
  forgotten AS (DELETE FROM arrival a USING old WHERE a.source = old.source AND a.hour = old.hour)
  INSERT INTO arrival (source, hour, first_at, last_at, events)
  SELECT a.source, date_trunc('hour', now.at, 'UTC'), now.at, now.at, a.events
  FROM unnest($3::text[], $4::int[]) AS a(source, events), now
  ORDER BY a.source
  ON CONFLICT (source, hour) DO UPDATE SET
    last_at = greatest(arrival.last_at, excluded.last_at), events = arrival.events + excluded.events`;

const TELL = `
  SELECT clock_timestamp() AS now,
    (SELECT json_build_object('source', source, 'at', first_at) FROM arrival WHERE ${IS_EVENTS} ORDER BY first_at, source LIMIT 1) AS first,
    (SELECT json_build_object('source', source, 'at', last_at) FROM arrival WHERE ${IS_EVENTS} ORDER BY last_at DESC, source LIMIT 1) AS latest,
    (SELECT json_build_object('requests', sum(events), 'latestAt', max(last_at)) FROM arrival
      WHERE source = $1 AND last_at > clock_timestamp() - interval '1 day' HAVING count(*) > 0) AS strangers,
    (SELECT coalesce(sum(events), 0)::float8 FROM rejection
      WHERE last_at > clock_timestamp() - interval '1 day' AND NOT starts_with(reason, $3) AND NOT starts_with(reason, $4)) AS refused,
    (SELECT coalesce(sum(events), 0)::float8 FROM rejection
      WHERE last_at > clock_timestamp() - interval '1 day' AND starts_with(reason, $4)) AS "inPart",
    EXISTS (SELECT FROM activity) AS "someStored"`;

const LAST_DAY = `
  SELECT source, sum(events)::float8 AS events FROM arrival
  WHERE ${IS_EVENTS} AND last_at > clock_timestamp() - interval '1 day' GROUP BY source ORDER BY sum(events) DESC, source`;

const EXPOSED = `
  SELECT k.name AS key, sum(a.events)::float8 AS requests, max(a.last_at) AS "latestAt"
  FROM arrival a JOIN write_key k ON a.source = $1 || k.name AND k.revoked_at IS NULL
  WHERE a.last_at > clock_timestamp() - interval '1 day' GROUP BY k.name ORDER BY k.name`;

const UNREAD = `
  SELECT source, sum(events)::float8 AS requests, max(last_at) AS "latestAt" FROM rejection
  WHERE starts_with(reason, $1) AND last_at > clock_timestamp() - interval '1 day'
  GROUP BY source ORDER BY max(last_at) DESC, source`;

interface Told extends Omit<Arrivals, "first" | "latest" | "lastDay" | "unread" | "strangers" | "exposed"> {
  readonly first: { readonly source: string; readonly at: string } | null;
  readonly latest: { readonly source: string; readonly at: string } | null;
  readonly strangers: { readonly requests: number; readonly latestAt: string } | null;
}

const dated = (one: Told["first"]) => one && { source: one.source, at: new Date(one.at) };

export function createArrivalStore(database: Queryable): ArrivalStore {
  return {
    note: async (arrivals) => {
      const [sources, events] = [arrivals.map(({ source }) => source), arrivals.map((arrival) => arrival.events)];
      const values = [NO_GOOD_KEY, EXPOSED_KEY, sources, events];
      await database.query({ text: NOTE, values });
    },
    tell: async () => {
      const values = [NO_GOOD_KEY, EXPOSED_KEY];
      const [told] = await database.query<Told>({ text: TELL, values: [...values, WHOLE_REQUEST, TAKEN_WITHOUT] });
      if (told === undefined) throw new Error("A statement without a table answers one row.");
      const lastDay = await database.query<Arrival>({ text: LAST_DAY, values });
      const exposed = await database.query<Arrivals["exposed"][number]>({ text: EXPOSED, values: [EXPOSED_KEY] });
      const unread = await database.query<Arrivals["unread"][number]>({ text: UNREAD, values: [WHOLE_REQUEST] });
      const strangers = told.strangers && { ...told.strangers, latestAt: new Date(told.strangers.latestAt) };
      return { ...told, first: dated(told.first), latest: dated(told.latest), strangers, lastDay, unread, exposed };
    },
  };
}
