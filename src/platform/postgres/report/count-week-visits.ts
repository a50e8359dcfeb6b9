import type { Statement } from "../../../core/statement.ts";
import type { ReportWindow } from "../../../report/ports.ts";
import { EXPOSED, windowValues } from "./exposed-members.ts";

const WEEKS_BEFORE = 4;
const WEEKS_AFTER = 12;

/**
 * Visits by week since first exposure (-1 is the week before it), of the members who were there for that whole week.
 * A visit at the instant of exposure is of the week before.
 */
const COUNT_WEEK_VISITS = `
WITH ${EXPOSED},
weeks AS MATERIALIZED (
  SELECT experiment, phase, arm, member_id, exposed_at, counted_to,
    least(${WEEKS_AFTER}, floor(extract(epoch FROM counted_to - exposed_at) / 604800))::int AS after,
    greatest(0, least(${WEEKS_BEFORE}, floor(extract(epoch FROM exposed_at - joined_at) / 604800)))::int AS before
  FROM exposed
),
there AS (
  SELECT experiment, phase, arm, week, sum(members) AS members
  FROM (SELECT experiment, phase, arm, before, after, count(*) AS members FROM weeks GROUP BY 1, 2, 3, 4, 5) w
  CROSS JOIN LATERAL generate_series(-w.before, w.after - 1) AS week
  GROUP BY experiment, phase, arm, week
),
visited AS (
  SELECT experiment, phase, arm, week, count(*) AS visits
  FROM (
    SELECT w.experiment, w.phase, w.arm, w.before, w.after,
      ceil(date_part('epoch', v.started_at - w.exposed_at) / 604800)::int - 1 AS week
    FROM weeks w
    JOIN visit v ON v.member_id = w.member_id
      AND v.started_at > w.exposed_at - interval '${WEEKS_BEFORE * 7} days' AND v.started_at < w.counted_to
  ) v
  WHERE week >= -before AND week < after
  GROUP BY experiment, phase, arm, week
)
SELECT experiment, phase, arm, week, members, coalesce(visits, 0) AS visits
FROM there LEFT JOIN visited USING (experiment, phase, arm, week)
ORDER BY experiment, phase, arm, week`;

export function countWeekVisits(window: ReportWindow): Statement {
  return { text: COUNT_WEEK_VISITS, values: windowValues(window) };
}
