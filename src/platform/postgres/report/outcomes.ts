import type { Statement } from "../../../core/statement.ts";
import type { Measure, ReportWindow } from "../../../report/ports.ts";
import { COUNTED_TO, historyDays, IS_EXPOSED, PHASE_OF, windowValues } from "./exposed-members.ts";
import { CATALOGUE, contentNumber, ofContent, READER_FROM, READER_OF, wasOpen } from "./open-contents.ts";
import { sumOutcomes } from "./sum-outcomes.ts";
import { COUNT_TIMES } from "./time-returns.ts";

/** A part of all units: the parts' sums add up. */
export interface Slice {
  readonly number: number;
  readonly of: number;
}

/** It promises the planner nothing, who would expect one exposure in two hundred. */
const IN_SLICE = "CASE WHEN (hashtext(e.unit) & 2147483647) % $5::int = $6::int THEN true ELSE false END";

/**
 * In the order of members, in which indexes of visits, views and picks are read from one end to the other. What an exposure's
 * member did is read by the way of these indexes alone, whatever the planner expects: there is no join that could be planned otherwise.
 */
const EXPOSED_IN_ORDER = `
exposed AS MATERIALIZED (
  SELECT e.experiment, coalesce(drawn.place, e.phase) AS phase, e.arm, e.rule, e.unit, e.member_id, e.digest_id, e.exposed_at,
    greatest(e.exposed_at, $1::timestamptz) AS counted_from, ${COUNTED_TO} AS counted_to,
    least(e.exposed_at, greatest(e.exposed_at - interval '28 days', m.joined_at)) AS history_from,
    k.reader, ${READER_FROM} AS reader_from
  FROM exposure e
  JOIN member m ON m.id = e.member_id
  ${READER_OF}
  ${PHASE_OF}
  WHERE ${IS_EXPOSED} AND ${IN_SLICE}
  ORDER BY e.member_id
)`;

function isSince(seen: string): string {
  return `${seen} > e.exposed_at AND ${seen} >= e.counted_from AND ${seen} < e.counted_to`;
}

/** One at the very instant of exposure is before it. */
const visitsUntil = (end: string) => `
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE ${isSince("v.started_at")}) AS came, count(*) FILTER (WHERE v.started_at <= e.exposed_at) AS came_before,
      min(v.started_at) FILTER (WHERE v.started_at > e.exposed_at) AS back_at
    FROM visit v
    WHERE v.member_id = e.member_id AND v.started_at >= e.history_from AND v.started_at <= ${end}
  ) visited`;

/** What was a replay by exposure was not seen by a view before its end. */
const replaySeenAt = (row: string) =>
  `(SELECT r.seen_at FROM replay_view r WHERE r.member_id = ${row}.member_id AND r.content_id = ${row}.content_id)`;

/** Picks of the first digest, mailed or withheld, that were unseen; of those that were no replay which they are, to be looked for in views. */
const PICKED = `
  CROSS JOIN LATERAL (
    SELECT array_agg(p.content_id) FILTER (WHERE NOT p.replayed) AS contents,
      count(*) FILTER (WHERE (p.seen_at <= e.exposed_at) IS NOT TRUE) AS picks, count(*) FILTER (WHERE ${isSince("p.seen_at")}) AS replays_since
    FROM (
      SELECT p.content_id, p.replayed, CASE WHEN p.replayed THEN ${replaySeenAt("p")} END AS seen_at
      FROM (
        SELECT n.member_id, n.content_id, coalesce(${ofContent("replays", "n.number")} <= e.exposed_at, false) AS replayed
        FROM (
          SELECT p.member_id, p.content_id, ${contentNumber("p.content_id")} AS number
          FROM pick p WHERE p.member_id = e.member_id AND p.digest_id = e.digest_id OFFSET 0
        ) n
        WHERE ${ofContent("ids", "n.number")} = n.content_id OFFSET 0
      ) p OFFSET 0
    ) p
  ) picked`;

/** Of one measure or both. Each step is a query of its own (OFFSET 0), so that what it works out is worked out once. */
const viewed = (isPick: string) => `
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE v.open AND v.seen_at <= e.exposed_at) AS seen_before,
      count(*) FILTER (WHERE v.open AND ${isSince("v.seen_at")}) AS seen_since,
      count(*) FILTER (WHERE v.picked AND v.seen_at <= e.exposed_at) AS picks_before,
      count(*) FILTER (WHERE v.picked AND ${isSince("v.seen_at")}) AS picks_since
    FROM (
      SELECT CASE WHEN ${ofContent("replays", "n.number")} <= e.exposed_at THEN ${replaySeenAt("n")} ELSE n.first_viewed_at END AS seen_at,
        ${wasOpen("n.content_id", "n.number", "e.exposed_at", "e.reader_from")} AS open, ${isPick} AS picked
      FROM (
        SELECT v.member_id, v.content_id, v.first_viewed_at, ${contentNumber("v.content_id")} AS number
        FROM "view" v WHERE v.member_id = e.member_id AND v.first_viewed_at < $2::timestamptz OFFSET 0
      ) n OFFSET 0
    ) v
  ) viewed`;

/** Of who has written: their own contents that were open, those of them that they had viewed, and those they viewed since. Else null. */
const AUTHORED = `CASE WHEN (SELECT ids FROM authors)[width_bucket(e.member_id, (SELECT ids FROM authors))] = e.member_id THEN (
    SELECT ARRAY[count(*), count(*) FILTER (WHERE o.seen_at <= e.exposed_at), count(*) FILTER (WHERE ${isSince("o.seen_at")})]
    FROM (
      SELECT CASE WHEN ${ofContent("replays", "c.number")} <= e.exposed_at THEN ${replaySeenAt("v")} ELSE v.first_viewed_at END AS seen_at
      FROM (
        SELECT c.id, m.id AS member_id, ${contentNumber("c.id")} AS number
        FROM member m JOIN content c ON c.author_id = m.external_id WHERE m.id = e.member_id OFFSET 0
      ) c
      LEFT JOIN "view" v ON v.member_id = c.member_id AND v.content_id = c.id AND v.first_viewed_at < $2::timestamptz
      WHERE ${wasOpen("c.id", "c.number", "e.exposed_at", "e.reader_from")}
    ) o
  ) END AS authored`;

/**
 * Of what was unseen at exposure, what was first viewed since. Unseen is counted, not listed: the contents open at that instant in those
 * languages (a running count for each set of languages, as contents come and are withdrawn) minus the member's own and those viewed by
 * then. Members × contents would be the product of both tables.
 */
const UNSEEN = `
changes AS (
  SELECT DISTINCT exposed_at AS at, reader, 0 AS change, true AS asked FROM exposed
  UNION ALL
  SELECT t.at, r.reader, t.change, false
  FROM (SELECT DISTINCT reader, effective FROM readers) r
  JOIN content c ON c.published_at IS NOT NULL AND c.open_to IS NULL AND (c.language IS NULL OR c.language = ANY(r.effective))
  CROSS JOIN LATERAL (VALUES (c.published_at, 1), (greatest(c.published_at, c.withdrawn_at), -1)) t (at, change)
  WHERE t.change > 0 OR c.withdrawn_at IS NOT NULL
),
open_contents AS MATERIALIZED (
  SELECT at AS exposed_at, reader, contents
  FROM (SELECT at, reader, asked, sum(change) OVER (PARTITION BY reader ORDER BY at) AS contents FROM changes) c
  WHERE asked
),`;

const MEASURED: Readonly<Record<Measure, readonly [y: string, d: string]>> = {
  visits: ["e.came", "date_part('epoch', e.counted_to - e.counted_from) / 86400"],
  came_back: [
    "coalesce(e.back_at <= e.exposed_at + interval '7 days', false)::int",
    "CASE WHEN e.exposed_at + interval '7 days' <= e.counted_to THEN 1 END",
  ],
  visibility: [
    "e.seen_since - coalesce(e.authored[3], 0)",
    "o.contents - coalesce(e.authored[1], 0) - (e.seen_before - coalesce(e.authored[2], 0))",
  ],
  pick_visibility: ["e.picks_since + e.replays_since", "e.picks - e.picks_before"],
};

/**
 * All that visits and views tell of each exposure, in one pass over its member's: how many visits since and before, when the first one
 * came, what was seen. `visits`: member-days at risk run from the later of exposure and `from`; who never came back counts with
 * no visit. `came_back`: within 7 days, of those exposed early enough for all of them to be over. `returns`: when.
 *
 * @param measures at least one
 */
export function outcomes(measures: readonly Measure[], window: ReportWindow, slice: Slice): Statement {
  const asked = new Set(measures);
  const visits = asked.has("visits") || asked.has("came_back");
  const visibility = asked.has("visibility");
  const picks = asked.has("pick_visibility");
  const views = visibility || picks;
  const columns = [
    "e.experiment, e.phase, e.arm, e.rule, e.unit, e.member_id, e.exposed_at, e.counted_from, e.counted_to, visited.*",
    `${historyDays("e")} AS w`,
    ...(visibility ? ["e.reader", AUTHORED] : []),
    ...(views ? ["viewed.*"] : []),
    ...(picks ? ["picked.picks, picked.replays_since"] : []),
  ];
  const text = `
WITH ${CATALOGUE},
${EXPOSED_IN_ORDER},
behaved AS MATERIALIZED (
  SELECT ${columns.join(", ")}
  FROM exposed e${visitsUntil(visits ? "$2::timestamptz" : "e.exposed_at")}${picks ? PICKED : ""}${views ? viewed(picks ? "n.content_id = ANY(picked.contents)" : "false") : ""}
),${visibility ? UNSEEN : ""}
measured AS (
  SELECT e.experiment, e.phase, e.arm, e.rule, e.unit, e.came_before::float8 AS x, e.w,
    ${measures.map((name) => `(${MEASURED[name][0]})::float8 AS ${name}_y, (${MEASURED[name][1]})::float8 AS ${name}_d`).join(",\n    ")}
  FROM behaved e${
    visibility
      ? `
  JOIN open_contents o ON o.exposed_at = e.exposed_at AND o.reader = e.reader`
      : ""
  }
),
sums AS (
  WITH ${sumOutcomes(measures)}
)${
    visits
      ? `,
times AS (
  WITH ${COUNT_TIMES}
)`
      : ""
  }
SELECT (SELECT coalesce(json_agg(s), '[]') FROM sums s) AS sums, ${visits ? "(SELECT coalesce(json_agg(t), '[]') FROM times t)" : "'[]'::json"} AS times`;
  return { text, values: [...windowValues(window), slice.of, slice.number] };
}
