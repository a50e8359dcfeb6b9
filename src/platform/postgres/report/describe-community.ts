import { notTeamSql } from "../../../core/rules/team-sql.ts";
import type { Statement } from "../../../core/statement.ts";

/** How many members there are, and how unlike each other they are in visits of the last 28 days. */
const DESCRIBE_COMMUNITY = `
WITH counted AS (
  SELECT m.joined_at <= $1::timestamptz - interval '28 days' AS whole, count(v.started_at)::float8 AS visits
  FROM member m
  LEFT JOIN visit v ON v.member_id = m.id AND v.started_at >= $1::timestamptz - interval '28 days' AND v.started_at < $1
  WHERE m.role IN ('member', 'expert') AND m.joined_at < $1 AND ${notTeamSql("$2::text[]")}
  GROUP BY m.id
)
SELECT count(*) AS members, avg(visits) FILTER (WHERE whole) AS "meanVisits",
  var_samp(visits) FILTER (WHERE whole) AS "varianceOfVisits",
  (SELECT latest_act_at FROM installation) AS "latestActAt"
FROM counted`;

export function describeCommunity(to: Date, team: readonly string[]): Statement {
  return { text: DESCRIBE_COMMUNITY, values: [to, team] };
}
