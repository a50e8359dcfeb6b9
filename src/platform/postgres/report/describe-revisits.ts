import { notTeamSql } from "../../../core/rules/team-sql.ts";
import type { Statement } from "../../../core/statement.ts";
import type { IndicatorWindow } from "../../../report/ports.ts";

const GAPS = 10;

/**
 * Weekly: at least one visit for each 7 days of the period; daily: on as many days as it has. Members who joined before it.
 * The usual interval is as of its end: the running fact of who has not come since, or else from the last visits by then.
 */
const DESCRIBE_REVISITS = `
WITH counted AS (
  SELECT m.id, m.last_visit_at >= $2::timestamptz AS later, m.usual_interval_days AS usual, count(v.started_at) AS visits,
    count(DISTINCT (v.started_at AT TIME ZONE 'UTC')::date) AS days
  FROM member m
  LEFT JOIN visit v ON v.member_id = m.id AND v.started_at >= $1::timestamptz AND v.started_at < $2::timestamptz
  WHERE m.role IN ('member', 'expert') AND m.joined_at < $1 AND ${notTeamSql("$3::text[]")}
  GROUP BY m.id
), period AS (
  SELECT extract(epoch FROM $2::timestamptz - $1::timestamptz) / 86400 AS days
)
SELECT count(*) AS members, count(*) FILTER (WHERE c.visits > 0) AS came,
  count(*) FILTER (WHERE c.visits > 0 AND c.visits >= floor(p.days / 7)) AS weekly,
  count(*) FILTER (WHERE c.visits > 0 AND c.days >= floor(p.days)) AS daily,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY u.usual) AS "medianUsualDays", count(u.usual) AS "withUsual"
FROM counted c
CROSS JOIN period p
CROSS JOIN LATERAL (
  SELECT CASE WHEN c.later THEN (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM gap) / 86400)
    FROM (
      SELECT started_at - lead(started_at) OVER (ORDER BY started_at DESC) AS gap
      FROM (SELECT started_at FROM visit v WHERE v.member_id = c.id AND v.started_at < $2 ORDER BY started_at DESC LIMIT ${GAPS + 1}) l
    ) g
  ) ELSE c.usual END AS usual
) u`;

export function describeRevisits({ from, to, team }: IndicatorWindow): Statement {
  return { text: DESCRIBE_REVISITS, values: [from, to, team] };
}
