import type { Statement } from "../../../../core/statement.ts";
import type { TreatmentActs } from "../../../../core/treatment.ts";
import type { BeforeAfterWindow } from "../../../../report/comparisons/ports.ts";
import { COUNTED } from "../indicators/people.ts";

/** Activities `a` of some names, with some properties; the parameters are theirs. */
export function isTold(names: string, properties: string): string {
  return `a.name = ANY(${names}::text[])
    AND NOT EXISTS (SELECT FROM jsonb_each_text(${properties}::jsonb) w WHERE a.properties ->> w.key IS DISTINCT FROM w.value)`;
}

/** $1 from (null: since ever), $2 to, $3 team, $4 names, $5 properties, $6 days, $7 visit gap in seconds. */
export function beforeAfterValues(
  { since, to, team, days, visitGapSeconds }: BeforeAfterWindow,
  told: TreatmentActs,
): Statement["values"] {
  return [since, to, team, told.activities, JSON.stringify(told.with), days, visitGapSeconds];
}

export const SPAN = "make_interval(days => $6::int)";
const GAP = "make_interval(secs => $7::float8)";

/**
 * CTEs over each member's first time of a treatment, `at`. `first`: of everybody. `complete`: of members who could have come on
 * all days before and after it, where the days after ended in the window. `own`: with their visits, in which what was under way
 * when it happened counts on neither side: it would add one visit to all of them. Grows with the activities and with the
 * visits of those treated.
 */
export const TREATED = `
first AS MATERIALIZED (
  SELECT a.member_id, min(a.occurred_at) AS at FROM activity a
  WHERE ${isTold("$4", "$5")} AND a.occurred_at < $2::timestamptz
  GROUP BY a.member_id
),
begun AS MATERIALIZED (
  SELECT min(first_visit_at) AS at FROM member
),
had AS MATERIALIZED (
  SELECT f.member_id, f.at, f.at + ${SPAN} <= $2 AND m.joined_at <= f.at - ${SPAN} AND f.at - ${SPAN} >= begun.at AS whole
  FROM first f JOIN member m ON m.id = f.member_id CROSS JOIN begun
  WHERE ${COUNTED} AND ($1::timestamptz IS NULL OR f.at + ${SPAN} > $1)
),
complete AS MATERIALIZED (
  SELECT member_id, at FROM had WHERE whole
),
around AS MATERIALIZED (
  SELECT c.member_id, v.started_at > c.at AS later, extract(epoch FROM v.ended_at - v.started_at)::float8 / 60 AS minutes
  FROM complete c
  JOIN visit v ON v.member_id = c.member_id AND v.started_at >= c.at - ${SPAN} AND v.started_at < c.at + ${SPAN}
  WHERE v.started_at > c.at OR ${isOver("v", "c.at")}
),
own AS MATERIALIZED (
  SELECT c.member_id, c.at, count(*) FILTER (WHERE NOT a.later) AS before, count(*) FILTER (WHERE a.later) AS after
  FROM complete c LEFT JOIN around a ON a.member_id = c.member_id
  GROUP BY c.member_id, c.at
)`;

/** A visit that nothing can belong to any more at that instant. */
export function isOver(visit: string, at: string): string {
  return `${visit}.ended_at + ${GAP} < ${at}`;
}

const BEFORE_AFTER = `
WITH ${TREATED},
sides AS (
  SELECT FALSE AS later, before AS n FROM own UNION ALL SELECT TRUE, after FROM own
),
lengths AS (
  SELECT later, percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) AS median FROM around GROUP BY later
)
SELECT CASE WHEN s.later THEN 'after' ELSE 'before' END AS "group", count(*) AS members, count(*) FILTER (WHERE s.n > 0) AS came,
  avg(s.n)::float8 AS "visitsMean", percentile_cont(0.5) WITHIN GROUP (ORDER BY s.n) AS "visitsMedian",
  l.median AS "minutesMedian", (SELECT count(*) FROM had) AS had
FROM sides s LEFT JOIN lengths l ON l.later = s.later
GROUP BY s.later, l.median`;

export function beforeAfter(window: BeforeAfterWindow, told: TreatmentActs): Statement {
  return { text: BEFORE_AFTER, values: beforeAfterValues(window, told) };
}

/** Of others, so many at most are looked at; which is drawn by their id, so that the same report reads the same twice. */
const MOST_OTHERS = 20_000;
/** Whoever came as often as that or more is alike. */
const MOST_VISITS = 30;

/**
 * Members who never had it, matched to those who had: counted among the others is who could have come on the same days, from the
 * Monday (UTC) of the week in which it happened, and came equally often in the days before. Each of those treated has the
 * mean of all others like them beside them. A visit is looked at for the weeks around it alone: for all weeks of a long history
 * it would take as long as the square of that.
 */
const MATCH_OTHERS = `
WITH ${TREATED},
mine AS (
  SELECT date_trunc('week', at, 'UTC') AS week, least(before, ${MOST_VISITS}) AS n, before, after FROM own
),
weeks AS (
  SELECT DISTINCT week FROM mine
),
others AS MATERIALIZED (
  SELECT m.id, m.joined_at FROM member m
  WHERE ${COUNTED} AND m.joined_at < $2 AND NOT EXISTS (SELECT FROM first f WHERE f.member_id = m.id)
  ORDER BY hashint8extended(m.id, 0), m.id
  LIMIT ${MOST_OTHERS}
),
seen AS MATERIALIZED (
  SELECT v.member_id, v.started_at, v.ended_at, date_trunc('week', v.started_at, 'UTC') AS monday
  FROM visit v JOIN others o ON o.id = v.member_id
  WHERE v.started_at >= (SELECT min(week) FROM weeks) - ${SPAN} AND v.started_at < $2
),
counted AS MATERIALIZED (
  SELECT w.week, s.member_id, count(*) FILTER (WHERE ${isOver("s", "w.week")}) AS before,
    count(*) FILTER (WHERE s.started_at > w.week) AS after
  FROM seen s
  CROSS JOIN generate_series(-ceil($6::int / 7.0)::int, ceil($6::int / 7.0)::int) AS k
  JOIN weeks w ON w.week = s.monday + make_interval(hours => 168 * k)
  WHERE s.started_at >= w.week - ${SPAN} AND s.started_at < w.week + ${SPAN}
  GROUP BY w.week, s.member_id
),
alike AS MATERIALIZED (
  SELECT w.week, o.id, coalesce(c.before, 0) AS before, coalesce(c.after, 0) AS after
  FROM weeks w
  JOIN others o ON o.joined_at <= w.week - ${SPAN}
  LEFT JOIN counted c ON c.week = w.week AND c.member_id = o.id
  WHERE w.week - ${SPAN} >= (SELECT at FROM begun)
),
cells AS (
  SELECT week, least(before, ${MOST_VISITS}) AS n, avg(before) AS before, avg(after) AS after FROM alike GROUP BY 1, 2
)
SELECT count(*) AS members, avg(m.before)::float8 AS before, avg(m.after)::float8 AS after,
  avg(c.before)::float8 AS "othersBefore", avg(c.after)::float8 AS "othersAfter",
  (SELECT count(DISTINCT a.id) FROM alike a
    JOIN (SELECT DISTINCT week, n FROM mine) k ON k.week = a.week AND k.n = least(a.before, ${MOST_VISITS})) AS others
FROM mine m JOIN cells c ON c.week = m.week AND c.n = m.n`;

export function matchOthers(window: BeforeAfterWindow, told: TreatmentActs): Statement {
  return { text: MATCH_OTHERS, values: beforeAfterValues(window, told) };
}
