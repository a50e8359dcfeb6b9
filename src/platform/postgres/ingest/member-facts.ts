import type { Statement } from "../../../core/statement.ts";

/**
 * What is counted of these members' visits. `usual_interval_days` is the median of the last ten gaps from one visit's
 * start to the next, `mean_interval_days` that of all; both in days of 24 hours, null before the second visit. `visit_days`
 * are the days of UTC on which visits began.
 */
export function updateVisitFacts(memberIds: readonly number[]): Statement {
  return {
    text: `UPDATE member SET visit_count = v.visits, last_visit_at = v.last_start, last_act_at = v.last_end,
  first_visit_at = v.first_start, visit_days = v.days,
  usual_interval_days = u.median,
  mean_interval_days = date_part('epoch', v.last_start - v.first_start) / 86400 / nullif(v.visits - 1, 0)
FROM unnest($1::bigint[]) AS touched(id)
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS visits, count(DISTINCT (started_at AT TIME ZONE 'UTC')::date)::integer AS days,
    min(started_at) AS first_start, max(started_at) AS last_start, max(ended_at) AS last_end
  FROM visit WHERE member_id = touched.id
) AS v
CROSS JOIN LATERAL (
  SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', later.started_at - later.before) / 86400) AS median
  FROM (
    SELECT started_at, lag(started_at) OVER (ORDER BY started_at) AS before
    FROM (SELECT started_at FROM visit WHERE member_id = touched.id ORDER BY started_at DESC LIMIT 11) AS latest
  ) AS later WHERE later.before IS NOT NULL
) AS u
WHERE member.id = touched.id`,
    values: [memberIds],
  };
}
