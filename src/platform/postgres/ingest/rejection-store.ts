import {
  type Rejection,
  type RejectionStore,
  type Rejections,
  TAKEN_WITHOUT,
  WHOLE_REQUEST,
} from "../../../ingest/rejections/ports.ts";
import type { Queryable } from "../database.ts";

const SUMMED = `
  SELECT source, reason, sum(events)::float8 AS events, min(first_at) AS first_at, max(last_at) AS last_at
  FROM rejection WHERE last_at >= $1 GROUP BY source, reason`;

const COUNT = `
  SELECT coalesce(sum(events) FILTER (WHERE NOT starts_with(reason, $2) AND NOT starts_with(reason, $3)), 0) AS events,
    coalesce(sum(events) FILTER (WHERE starts_with(reason, $2)), 0) AS requests,
    coalesce(sum(events) FILTER (WHERE starts_with(reason, $3)), 0) AS "inPart", count(*)::int AS reasons
  FROM (${SUMMED}) AS s`;

const LIST = `
  WITH s AS (${SUMMED} ORDER BY max(last_at) DESC, sum(events) DESC, source, reason LIMIT $2)
  SELECT s.source, s.reason, s.events, s.first_at AS "firstAt", s.last_at AS "lastAt", e.received_at AS "receivedAt", e.found, e.event
  FROM s LEFT JOIN LATERAL (
    SELECT received_at, found, event FROM rejected_event
    WHERE source = s.source AND reason = s.reason ORDER BY received_at DESC, id DESC LIMIT 1) AS e ON true
  ORDER BY s.last_at DESC, s.events DESC, s.source, s.reason`;

interface Row extends Omit<Rejection, "example" | "kind"> {
  readonly receivedAt: Date | null;
  readonly found: string;
  readonly event: string;
}

export function createRejectionStore(database: Queryable): RejectionStore {
  return {
    list: async (since, limit) => {
      const rows = await database.query<Row>({ text: LIST, values: [since, limit] });
      const [counts] = await database.query<Omit<Rejections, "rejections">>({
        text: COUNT,
        values: [since, WHOLE_REQUEST, TAKEN_WITHOUT],
      });
      const rejections = rows.map(({ receivedAt, found, event, reason, ...row }) => ({
        ...row,
        ...kindOf(reason),
        example: receivedAt && { receivedAt, found, event },
      }));
      return { ...(counts ?? { events: 0, inPart: 0, requests: 0, reasons: 0 }), rejections };
    },
  };
}

function kindOf(kept: string): Pick<Rejection, "kind" | "reason"> {
  if (kept.startsWith(WHOLE_REQUEST)) return { kind: "request", reason: kept.slice(WHOLE_REQUEST.length) };
  if (kept.startsWith(TAKEN_WITHOUT)) return { kind: "in_part", reason: kept.slice(TAKEN_WITHOUT.length) };
  return { kind: "refused", reason: kept };
}
