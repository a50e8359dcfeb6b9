import type { Statement } from "../../../core/statement.ts";
import type { ReportWindow, WeekVisits } from "../../../report/ports.ts";
import type { Database } from "../database.ts";
import { addWeeks } from "./add-slices.ts";
import { exposedInOrder, type Slice, sliceValues } from "./exposed-in-order.ts";
import { querySlices } from "./query-slices.ts";

const WEEKS_BEFORE = 4;
const WEEKS_AFTER = 12;

/**
 * Visits by week since first exposure (-1 is the week before it), of the members who were there for that whole week.
 * A visit at the instant of exposure is of the week before. Arms are numbered: each visit is put to its arm's week by one number
 * instead of three names.
 */
const COUNT_WEEK_VISITS = `
WITH ${exposedInOrder(null)},
weeks AS MATERIALIZED (
  SELECT dense_rank() OVER (ORDER BY experiment, phase, arm)::int AS place, experiment, phase, arm, member_id, exposed_at, counted_to,
    least(${WEEKS_AFTER}, floor(extract(epoch FROM counted_to - exposed_at) / 604800))::int AS after,
    least(${WEEKS_BEFORE}, floor(extract(epoch FROM exposed_at - history_from) / 604800))::int AS before
  FROM exposed
),
counted AS (
  SELECT place, min(experiment) AS experiment, min(phase) AS phase, min(arm) AS arm, before, after, count(*) AS members
  FROM weeks
  GROUP BY place, before, after
),
there AS (
  SELECT c.place, c.experiment, c.phase, c.arm, week, sum(c.members) AS members
  FROM counted c
  CROSS JOIN LATERAL generate_series(-c.before, c.after - 1) AS week
  GROUP BY c.place, c.experiment, c.phase, c.arm, week
),
visited AS (
  SELECT w.place, ceil(date_part('epoch', v.started_at - w.exposed_at) / 604800)::int - 1 AS week, count(*) AS visits
  FROM weeks w
  JOIN visit v ON v.member_id = w.member_id AND v.started_at > w.exposed_at - w.before * interval '168 hours'
    AND v.started_at <= w.exposed_at + w.after * interval '168 hours' AND v.started_at < w.counted_to
  GROUP BY 1, 2
)
SELECT experiment, phase, arm, week, members::float8 AS members, coalesce(visits, 0)::float8 AS visits
FROM there LEFT JOIN visited USING (place, week)
ORDER BY experiment, phase, arm, week`;

export async function countWeekVisits(database: Database, window: ReportWindow): Promise<WeekVisits[]> {
  const statementOf = (slice: Slice): Statement => ({ text: COUNT_WEEK_VISITS, values: sliceValues(window, slice) });
  return addWeeks(await querySlices<WeekVisits>(database, statementOf));
}
