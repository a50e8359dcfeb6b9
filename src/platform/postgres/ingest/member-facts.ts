import type { Statement } from "../../../core/statement.ts";

/**
 * What is counted of these members' visits. `usual_interval_days` is the median of the last ten gaps from one visit's
 * start to the next, `mean_interval_days` that of all; both in days of 24 hours, null before the second visit. `visit_days`
 * are the days of UTC on which visits began. `interval_trend` is the median of the last five gaps over that of up to five
 * before them, null below six gaps: above 1, visits grow rarer.
 */
export function updateVisitFacts(memberIds: readonly number[]): Statement {
  return {
    text: `UPDATE member SET visit_count = v.visits, last_visit_at = v.last_start, last_act_at = v.last_end,
  first_visit_at = v.first_start, visit_days = v.days,
  usual_interval_days = u.median, interval_trend = u.recent / u.earlier,
  mean_interval_days = date_part('epoch', v.last_start - v.first_start) / 86400 / nullif(v.visits - 1, 0)
FROM unnest($1::bigint[]) AS touched(id)
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS visits, count(DISTINCT (started_at AT TIME ZONE 'UTC')::date)::integer AS days,
    min(started_at) AS first_start, max(started_at) AS last_start, max(ended_at) AS last_end
  FROM visit WHERE member_id = touched.id
) AS v
CROSS JOIN LATERAL (
  SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS median,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) FILTER (WHERE back <= 5) AS recent,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) FILTER (WHERE back > 5) AS earlier
  FROM (
    SELECT date_part('epoch', started_at - lead(started_at) OVER back_in_time) / 86400 AS gap, row_number() OVER back_in_time AS back
    FROM (SELECT started_at FROM visit WHERE member_id = touched.id ORDER BY started_at DESC LIMIT 11) AS latest
    WINDOW back_in_time AS (ORDER BY started_at DESC)
  ) AS later WHERE gap IS NOT NULL
) AS u
WHERE member.id = touched.id`,
    values: [memberIds],
  };
}
