import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { COUNTED, peopleValues, WHO } from "./people.ts";

/**
 * Visits of two lengths of the window are read once and put together by member before it is asked who that was, and those of the
 * window once more for their median. Grows with them, and with those who came (one look each for a visit before).
 */
const COUNT_VISITS = `
WITH visitors AS MATERIALIZED (
  SELECT g.member_id, ${WHO} AS who, g.visits, g.earlier
  FROM (
    SELECT v.member_id, count(*) FILTER (WHERE v.started_at >= $1::timestamptz) AS visits, bool_or(v.started_at < $1::timestamptz) AS earlier
    FROM visit v
    WHERE v.started_at >= $1::timestamptz - ($2::timestamptz - $1::timestamptz) AND v.started_at < $2
    GROUP BY v.member_id
  ) g JOIN member m ON m.id = g.member_id
),
people AS (
  SELECT coalesce(sum(visits) FILTER (WHERE who = 'member'), 0)::bigint AS visits,
    count(*) FILTER (WHERE who = 'member' AND visits > 0) AS visitors,
    count(*) FILTER (WHERE who = 'member' AND visits > 0 AND NOT earlier
      AND NOT EXISTS (SELECT FROM visit v WHERE v.member_id = visitors.member_id AND v.started_at < $1)) AS fresh,
    count(*) FILTER (WHERE who = 'anonymous' AND visits > 0) AS anonymous,
    count(*) FILTER (WHERE who = 'member' AND earlier) AS before,
    count(*) FILTER (WHERE who = 'member' AND earlier AND visits > 0) AS again
  FROM visitors
)
SELECT p.visits, p.visitors, p.fresh AS "newVisitors", p.anonymous,
  (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', v.ended_at - v.started_at) / 60)
    FROM visit v JOIN member m ON m.id = v.member_id
    WHERE v.started_at >= $1::timestamptz AND v.started_at < $2 AND ${COUNTED}
  ) AS "medianMinutes",
  p.before AS "cameBefore", p.again AS "cameAgain"
FROM people p`;

export function countVisits(window: IndicatorWindow): Statement {
  return { text: COUNT_VISITS, values: peopleValues(window) };
}
