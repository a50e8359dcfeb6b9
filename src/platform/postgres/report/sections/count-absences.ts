import { notTeamSql } from "../../../../core/rules/team-sql.ts";
import { KNOWN_INTERVAL_SQL, LEAST_GAPS } from "../../../../core/rules/usual-interval.ts";
import type { Statement } from "../../../../core/statement.ts";
import { LEAST_DAYS_AWAY } from "../../../../report/sections/ports.ts";

const GAPS = 10;

/**
 * Visits, away and usual interval (milliseconds) of `m` as of `at`: the running facts of who has not come since, or else the last
 * visits by then.
 */
const standingAt = (at: string): string => `
SELECT CASE WHEN m.last_visit_at < ${at} THEN m.visit_count ELSE l.visits END AS visits,
  (extract(epoch FROM ${at} - CASE WHEN m.last_visit_at < ${at} THEN m.last_visit_at ELSE l.last END) * 1000)::float8 AS away,
  CASE WHEN m.last_visit_at < ${at} THEN ${KNOWN_INTERVAL_SQL} ELSE l.usual END AS usual
FROM (
  SELECT count(*) AS visits, max(started_at) AS last, percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS usual
  FROM (
    SELECT v.started_at,
      (extract(epoch FROM v.started_at - lead(v.started_at) OVER (ORDER BY v.started_at DESC)) * 1000)::float8 AS gap
    FROM (
      SELECT started_at FROM visit
      WHERE member_id = m.id AND m.last_visit_at >= ${at} AND started_at < ${at}
      ORDER BY started_at DESC LIMIT ${GAPS + 1}
    ) v
  ) g
) l`;

const absenceOf = (standing: string): string => `
CASE WHEN coalesce(${standing}.visits, 0) = 0 THEN 'never_came'
  WHEN ${standing}.visits <= ${LEAST_GAPS} THEN 'no_habit'
  WHEN ${standing}.away <= 2 * ${standing}.usual OR ${standing}.away < ${LEAST_DAYS_AWAY * 86_400_000} THEN 'as_usual'
  WHEN ${standing}.away <= 4 * ${standing}.usual THEN 'twice'
  WHEN ${standing}.away <= 8 * ${standing}.usual THEN 'four_times'
  ELSE 'eight_times' END`;

/** Parameters $1 the later instant, $2 the earlier, $3 the team of the settings. */
const COUNT_ABSENCES = `
WITH standing AS (
  SELECT CASE WHEN m.joined_at >= $2::timestamptz THEN 'not_joined' ELSE ${absenceOf("b")} END AS before,
    ${absenceOf("n")} AS now, n.away, n.usual
  FROM member m
  CROSS JOIN LATERAL (${standingAt("$1::timestamptz")}) n
  CROSS JOIN LATERAL (${standingAt("$2::timestamptz")}) b
  WHERE m.role IN ('member', 'expert') AND m.joined_at < $1 AND ${notTeamSql("$3::text[]")}
)
SELECT before, now, count(*) AS members, NULL::float8 AS "medianDaysAway", NULL::float8 AS "medianUsualDays"
FROM standing GROUP BY before, now
UNION ALL
SELECT NULL, now, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY away) FILTER (WHERE now NOT IN ('never_came', 'no_habit')) / 86400000,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY usual) FILTER (WHERE now NOT IN ('never_came', 'no_habit')) / 86400000
FROM standing GROUP BY now
ORDER BY before, now`;

export function countAbsences(at: Date, before: Date, team: readonly string[]): Statement {
  return { text: COUNT_ABSENCES, values: [at, before, team] };
}
