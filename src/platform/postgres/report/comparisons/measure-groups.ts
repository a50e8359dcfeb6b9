import type { Statement } from "../../../../core/statement.ts";
import type { ComparisonWindow } from "../../../../report/comparisons/ports.ts";
import { COUNTED, within } from "../indicators/people.ts";

/** Parameters: $1 from, $2 to, $3 `settings.team`, then those of the groups. */
export function groupValues({ from, to, team }: ComparisonWindow): Statement["values"] {
  return [from, to, team];
}

/**
 * Ends a statement whose CTE `grouped` says in which group a member is (id, name): what each group did in the window. Grows
 * with members and the window's visits and activities.
 */
const MEASURE_GROUPS = `
visited AS MATERIALIZED (
  SELECT g.name, v.member_id, date_part('epoch', v.ended_at - v.started_at) / 60 AS minutes
  FROM visit v JOIN grouped g ON g.id = v.member_id
  WHERE ${within("v.started_at")}
),
visits AS (
  SELECT member_id, count(*) AS n FROM visited GROUP BY member_id
),
lengths AS (
  SELECT n.name, l.median
  FROM (SELECT DISTINCT name FROM grouped) n
  CROSS JOIN LATERAL (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY v.minutes) AS median FROM visited v WHERE v.name = n.name) l
),
last AS (
  SELECT DISTINCT ON (a.member_id) g.name, a.name = 'Membership Renewed' AS renewed
  FROM activity a JOIN grouped g ON g.id = a.member_id
  WHERE ${within("a.occurred_at")} AND a.name IN ('Membership Renewed', 'Membership Ended')
  ORDER BY a.member_id, a.occurred_at DESC, a.id DESC
),
memberships AS (
  SELECT name, count(*) FILTER (WHERE renewed) AS renewed, count(*) FILTER (WHERE NOT renewed) AS ended FROM last GROUP BY name
)
SELECT g.name AS "group", count(*) AS members, count(v.n) AS came, avg(coalesce(v.n, 0))::float8 AS "visitsMean",
  percentile_cont(0.5) WITHIN GROUP (ORDER BY coalesce(v.n, 0)) AS "visitsMedian", l.median AS "minutesMedian",
  coalesce(e.renewed, 0) AS renewed, coalesce(e.ended, 0) AS ended
FROM grouped g
LEFT JOIN visits v ON v.member_id = g.id
LEFT JOIN lengths l ON l.name = g.name
LEFT JOIN memberships e ON e.name = g.name
GROUP BY g.name, l.median, e.renewed, e.ended`;

/** $4: days. Whoever joined later than that could not have come in all of them, and is in no group. */
const GROUP_BY_ACTIVITY = `
WITH earlier AS (
  SELECT DISTINCT member_id FROM visit
  WHERE started_at >= $1::timestamptz - make_interval(days => $4::int) AND started_at < $1
),
grouped AS MATERIALIZED (
  SELECT m.id, CASE WHEN b.member_id IS NULL THEN 'inactive' ELSE 'active' END AS name
  FROM member m LEFT JOIN earlier b ON b.member_id = m.id
  WHERE ${COUNTED} AND m.joined_at <= $1::timestamptz - make_interval(days => $4::int)
),${MEASURE_GROUPS}`;

export function groupByActivity(window: ComparisonWindow, daysBefore: number): Statement {
  return { text: GROUP_BY_ACTIVITY, values: [...groupValues(window), daysBefore] };
}

/** $4: traits, with which members are `with` where they have all of them, as they are now. Of who had joined before the window. */
const GROUP_BY_TRAITS = `
WITH grouped AS MATERIALIZED (
  SELECT m.id, CASE WHEN EXISTS (
      SELECT FROM jsonb_each_text($4::jsonb) t WHERE m.attributes ->> t.key IS DISTINCT FROM t.value
    ) THEN 'without' ELSE 'with' END AS name
  FROM member m
  WHERE ${COUNTED} AND m.joined_at < $1::timestamptz
),${MEASURE_GROUPS}`;

export function groupByTraits(window: ComparisonWindow, traits: Readonly<Record<string, string>>): Statement {
  return { text: GROUP_BY_TRAITS, values: [...groupValues(window), JSON.stringify(traits)] };
}
