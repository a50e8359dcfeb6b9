import { notTeamSql } from "../../../../core/rules/team-sql.ts";
import type { Statement } from "../../../../core/statement.ts";
import type { CalendarSpan } from "../../../../report/sections/ports.ts";

/**
 * Parameters $1 starts, $2 ends of the spans (ascending, none over another), $3 the team of the settings. Each visit is put in its
 * span by a search among the starts, so that visits are read once: joined to 53 weeks by their bounds they were read 53 times. They
 * are read and put together member by member, so that millions of them need not be sorted to tell who came.
 */
const COUNT_SPAN_VISITS = `
WITH counted AS MATERIALIZED (
  SELECT m.id, m.joined_at FROM member m
  WHERE m.role IN ('member', 'expert') AND ${notTeamSql("$3::text[]")} AND m.joined_at < (SELECT max(s) FROM unnest($1::timestamptz[]) s)
),
came AS (
  SELECT l.span, count(*) AS came, sum(l.visits)::bigint AS visits
  FROM counted c
  CROSS JOIN LATERAL (
    SELECT p.span, count(*) AS visits
    FROM (
      SELECT v.started_at, width_bucket(v.started_at, $1::timestamptz[]) AS span
      FROM visit v
      WHERE v.member_id = c.id AND v.started_at >= (SELECT min(s) FROM unnest($1::timestamptz[]) s)
        AND v.started_at < (SELECT max(e) FROM unnest($2::timestamptz[]) e)
    ) p
    WHERE c.joined_at < ($1::timestamptz[])[p.span] AND p.started_at < ($2::timestamptz[])[p.span]
    GROUP BY p.span
  ) l
  GROUP BY l.span
),
joined AS MATERIALIZED (
  SELECT width_bucket(c.joined_at, $1::timestamptz[]) AS span, count(*) AS members
  FROM counted c GROUP BY 1
)
SELECT (n - 1)::int AS span, (SELECT coalesce(sum(j.members), 0) FROM joined j WHERE j.span < n) AS members,
  coalesce(came, 0) AS came, coalesce(visits, 0) AS visits
FROM generate_series(1, cardinality($1::timestamptz[])) AS n
LEFT JOIN came c ON c.span = n
ORDER BY n`;

export function countSpanVisits(spans: readonly CalendarSpan[], team: readonly string[]): Statement {
  return { text: COUNT_SPAN_VISITS, values: [spans.map(({ from }) => from), spans.map(({ to }) => to), team] };
}
