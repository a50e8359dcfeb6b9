import { notTeamSql } from "../../../../core/rules/team-sql.ts";
import type { Statement } from "../../../../core/statement.ts";
import type { CalendarSpan } from "../../../../report/sections/ports.ts";

/** Parameters $1 starts, $2 ends of the spans, $3 the team of the settings. Members are counted up once by the span they joined in. */
const COUNT_SPAN_VISITS = `
WITH spans AS MATERIALIZED (
  SELECT (n - 1)::int AS span, starts, ends FROM unnest($1::timestamptz[], $2::timestamptz[]) WITH ORDINALITY AS s(starts, ends, n)
),
counted AS MATERIALIZED (
  SELECT m.id, m.joined_at FROM member m
  WHERE m.role IN ('member', 'expert') AND ${notTeamSql("$3::text[]")} AND m.joined_at < (SELECT max(starts) FROM spans)
),
came AS (
  SELECT s.span, count(DISTINCT v.member_id) AS came, count(*) AS visits
  FROM spans s
  JOIN visit v ON v.started_at >= s.starts AND v.started_at < s.ends
  JOIN counted c ON c.id = v.member_id AND c.joined_at < s.starts
  GROUP BY s.span
)
SELECT s.span, (SELECT count(*) FROM counted c WHERE c.joined_at < s.starts) AS members,
  coalesce(came, 0) AS came, coalesce(visits, 0) AS visits
FROM spans s LEFT JOIN came USING (span)
ORDER BY s.span`;

export function countSpanVisits(spans: readonly CalendarSpan[], team: readonly string[]): Statement {
  return { text: COUNT_SPAN_VISITS, values: [spans.map(({ from }) => from), spans.map(({ to }) => to), team] };
}
