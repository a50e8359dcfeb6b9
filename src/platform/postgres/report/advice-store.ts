import { notTeamSql } from "../../../core/rules/team-sql.ts";
import {
  type AdviceFacts,
  type AdviceQuestion,
  type AdviceStore,
  HISTORY_WEEKS,
  type VisitSpread,
} from "../../../report/advice/ports.ts";
import type { Database } from "../database.ts";

/** Parameters of both statements: $1 the instant, $2 the team, $3 consent is recorded, $4 companies are drawn. */
const REACHABLE = `m.role IN ('member', 'expert') AND m.joined_at < $1::timestamptz AND ${notTeamSql("$2::text[]")}
    AND m.email IS NOT NULL AND CASE WHEN $3::boolean THEN m.subscribed IS TRUE AND m.consent_at IS NOT NULL ELSE m.subscribed IS NOT FALSE END
    AND NOT EXISTS (SELECT FROM suppression s WHERE s.email_hash = m.email_hash)`;

const UNIT = `CASE WHEN $4::boolean AND m.company IS NOT NULL THEN 'company:' || m.company ELSE m.external_id END`;

const COUNT_REACHABLE = `
SELECT count(*) AS members, count(DISTINCT ${UNIT}) AS units,
  count(*) FILTER (WHERE EXISTS (
    SELECT FROM visit v WHERE v.member_id = m.id AND v.started_at >= $1::timestamptz - interval '28 days' AND v.started_at < $1
  )) AS active,
  min(m.first_visit_at) AS "firstVisitAt"
FROM member m
WHERE ${REACHABLE}`;

const since = (weeks: number) => `$1::timestamptz - interval '${weeks * 7} days'`;
const visits = (from: number, to: number) =>
  `(count(v.started_at) FILTER (WHERE v.started_at >= ${since(from)}${to === 0 ? "" : ` AND v.started_at < ${since(to)}`}))::float8`;

/** One scan of visits. Members of one unit are added up, since only units would be drawn independently. */
function spreadStatement(durations: readonly number[]): string {
  const weeks = [1, ...durations];
  const columns = weeks.flatMap((week) => [
    week === 1 ? `least(1, ${visits(1, 0)}) AS y1` : `${visits(week, 0)} AS y${week}`,
    `${visits(week + HISTORY_WEEKS, week)} AS x${week}`,
  ]);
  const longest = Math.max(...weeks) + HISTORY_WEEKS;
  return `
WITH counted AS (
  SELECT m.joined_at, ${UNIT} AS unit, ${columns.join(",\n    ")}
  FROM member m
  LEFT JOIN visit v ON v.member_id = m.id AND v.started_at >= ${since(longest)} AND v.started_at < $1
  WHERE ${REACHABLE}
  GROUP BY m.id
), summed AS (
  SELECT w.weeks, c.unit, count(*)::float8 AS d, sum(w.y) AS y, sum(w.x) AS x
  FROM counted c
  CROSS JOIN LATERAL (VALUES ${weeks.map((week) => `(${week}, c.y${week}, c.x${week})`).join(", ")}) AS w (weeks, y, x)
  WHERE c.joined_at <= $1::timestamptz - (w.weeks + ${HISTORY_WEEKS}) * interval '7 days'
  GROUP BY w.weeks, c.unit
), total AS (
  SELECT weeks, sum(y) / sum(d) AS r, sum(x) / sum(d) AS s, avg(d) AS size FROM summed GROUP BY weeks
)
SELECT weeks, sum(d) AS members, count(*) AS units, r AS mean, var_samp((y - r * d) / size) AS variance,
  var_samp((x - s * d) / size) AS "varianceBefore", covar_samp((y - r * d) / size, (x - s * d) / size) AS covariance
FROM summed JOIN total USING (weeks)
GROUP BY weeks, r
ORDER BY weeks`;
}

const NOBODY = { members: 0, units: 0, active: 0, firstVisitAt: null };

export function createAdviceStore(database: Database): AdviceStore {
  return {
    adviceFacts: async ({ to, team, consent, by }: AdviceQuestion, weeks) => {
      const values = [to, team, consent === "recorded", by === "company"];
      const [[reachable], spreads] = await Promise.all([
        database.query<Omit<AdviceFacts, "spreads">>({ text: COUNT_REACHABLE, values }),
        database.query<VisitSpread>({ text: spreadStatement(weeks), values }),
      ]);
      return { ...(reachable ?? NOBODY), spreads };
    },
  };
}
