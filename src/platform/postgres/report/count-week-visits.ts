import type { Statement } from "../../../core/statement.ts";
import type { ReportWindow, WeekVisits } from "../../../report/ports.ts";
import type { Database } from "../database.ts";
import { addWeeks } from "./add-slices.ts";
import { IN_SLICE, type Slice, sliceValues } from "./exposed-in-order.ts";
import { COUNTED_TO, IS_EXPOSED, PHASE_OF } from "./exposed-members.ts";
import { querySlices } from "./query-slices.ts";

const WEEKS_BEFORE = 4;
const WEEKS_AFTER = 12;

/**
 * Visits by week since first exposure (-1 is the week before it), of the members who were there for that whole week.
 * A visit at the instant of exposure is of the week before. Visits are read member by member, by the way of their index.
 */
const COUNT_WEEK_VISITS = `
WITH exposed AS MATERIALIZED (
  SELECT e.experiment, coalesce(drawn.place, e.phase) AS phase, e.arm, e.member_id, e.exposed_at, ${COUNTED_TO} AS counted_to, m.joined_at
  FROM exposure e
  JOIN member m ON m.id = e.member_id
  ${PHASE_OF}
  WHERE ${IS_EXPOSED} AND ${IN_SLICE}
  ORDER BY e.member_id
),
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
  SELECT w.experiment, w.phase, w.arm, v.week, count(*) AS visits
  FROM weeks w
  CROSS JOIN LATERAL (
    SELECT ceil(date_part('epoch', v.started_at - w.exposed_at) / 604800)::int - 1 AS week
    FROM visit v
    WHERE v.member_id = w.member_id AND v.started_at > w.exposed_at - w.before * interval '168 hours'
      AND v.started_at <= w.exposed_at + w.after * interval '168 hours' AND v.started_at < w.counted_to
    OFFSET 0
  ) v
  GROUP BY w.experiment, w.phase, w.arm, v.week
)
SELECT experiment, phase, arm, week, members::float8 AS members, coalesce(visits, 0)::float8 AS visits
FROM there LEFT JOIN visited USING (experiment, phase, arm, week)
ORDER BY experiment, phase, arm, week`;

export async function countWeekVisits(database: Database, window: ReportWindow): Promise<WeekVisits[]> {
  const statementOf = (slice: Slice): Statement => ({ text: COUNT_WEEK_VISITS, values: sliceValues(window, slice) });
  return addWeeks(await querySlices<WeekVisits>(database, statementOf));
}
