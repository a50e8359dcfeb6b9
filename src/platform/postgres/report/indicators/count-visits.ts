import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { peopleValues, WHO } from "./people.ts";

/** One pass over the visits of two lengths of the window; grows with them, and with those who came (one look each for a visit before). */
const COUNT_VISITS = `
WITH came AS MATERIALIZED (
  SELECT v.member_id, ${WHO} AS who, v.started_at >= $1::timestamptz AS inside,
    extract(epoch FROM v.ended_at - v.started_at) / 60 AS minutes
  FROM visit v JOIN member m ON m.id = v.member_id
  WHERE v.started_at >= $1::timestamptz - ($2::timestamptz - $1::timestamptz) AND v.started_at < $2
),
visitors AS (
  SELECT member_id, who, bool_or(inside) AS inside, bool_or(NOT inside) AS earlier
  FROM came GROUP BY member_id, who
),
people AS (
  SELECT count(*) FILTER (WHERE who = 'member' AND inside) AS visitors,
    count(*) FILTER (WHERE who = 'member' AND inside AND NOT earlier
      AND NOT EXISTS (SELECT FROM visit v WHERE v.member_id = visitors.member_id AND v.started_at < $1)) AS fresh,
    count(*) FILTER (WHERE who = 'anonymous' AND inside) AS anonymous,
    count(*) FILTER (WHERE who = 'member' AND earlier) AS before,
    count(*) FILTER (WHERE who = 'member' AND earlier AND inside) AS again
  FROM visitors
)
SELECT (SELECT count(*) FROM came WHERE inside AND who = 'member') AS visits, p.visitors, p.fresh AS "newVisitors", p.anonymous,
  (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) FROM came WHERE inside AND who = 'member') AS "medianMinutes",
  p.before AS "cameBefore", p.again AS "cameAgain"
FROM people p`;

export function countVisits(window: IndicatorWindow): Statement {
  return { text: COUNT_VISITS, values: peopleValues(window) };
}
