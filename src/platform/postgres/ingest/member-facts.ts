import type { Statement } from "../../../core/statement.ts";
import { plainArray } from "./plain-array.ts";

/** The medians of the gaps between the latest eleven visits of `id`, as columns of `u`. */
const latestGaps = (id: string) => `CROSS JOIN LATERAL (
  SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS median,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) FILTER (WHERE back <= 5) AS recent,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) FILTER (WHERE back > 5) AS earlier
  FROM (
    SELECT date_part('epoch', started_at - lead(started_at) OVER back_in_time) / 86400 AS gap, row_number() OVER back_in_time AS back
    FROM (SELECT started_at FROM visit WHERE member_id = ${id} ORDER BY started_at DESC LIMIT 11) AS latest
    WINDOW back_in_time AS (ORDER BY started_at DESC)
  ) AS later WHERE gap IS NOT NULL
) AS u`;

/**
 * What is counted of these members' visits. `usual_interval_days` is the median of the last ten gaps from one visit's
 * start to the next, `mean_interval_days` that of all; both in days of 24 hours, null before the second visit. `visit_days`
 * are the days of UTC on which visits began. `interval_trend` is the median of the last five gaps over that of up to five
 * before them, null below six gaps: above 1, visits grow rarer. Reads all visits of these members; `newViews` are added to
 * what they have seen.
 */
export function updateVisitFacts(memberIds: readonly number[], newViews?: readonly number[]): Statement {
  return {
    text: `UPDATE member SET visit_count = v.visits, last_visit_at = v.last_start, last_act_at = v.last_end,
  first_visit_at = v.first_start, visit_days = v.days, view_count = member.view_count + touched.views,
  usual_interval_days = u.median, interval_trend = u.recent / u.earlier,
  mean_interval_days = date_part('epoch', v.last_start - v.first_start) / 86400 / nullif(v.visits - 1, 0)
FROM unnest($1::bigint[], $2::integer[]) AS touched(id, views)
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS visits, count(DISTINCT (started_at AT TIME ZONE 'UTC')::date)::integer AS days,
    min(started_at) AS first_start, max(started_at) AS last_start, max(ended_at) AS last_end
  FROM visit WHERE member_id = touched.id
) AS v
${latestGaps("touched.id")}
WHERE member.id = touched.id`,
    values: [plainArray(memberIds), plainArray(newViews ?? memberIds.map(() => 0))],
  };
}

/** Visits of as many members, each later than all that its member had, and stored already. */
export interface LaterVisits {
  readonly memberIds: readonly number[];
  readonly startedMs: readonly number[];
  readonly endedMs: readonly number[];
  readonly newViews: readonly number[];
}

/** The same facts as `updateVisitFacts`, from what stood and eleven visits a member, however many there are. */
export function addLaterVisits({ memberIds, startedMs, endedMs, newViews }: LaterVisits): Statement {
  const day = (at: string) => `(${at} AT TIME ZONE 'UTC')::date`;
  return {
    text: `UPDATE member SET visit_count = member.visit_count + 1, last_visit_at = r.started, last_act_at = r.ended,
  first_visit_at = coalesce(member.first_visit_at, r.started), view_count = member.view_count + r.views,
  visit_days = member.visit_days + CASE WHEN ${day("member.last_visit_at")} = ${day("r.started")} THEN 0 ELSE 1 END,
  usual_interval_days = u.median, interval_trend = u.recent / u.earlier,
  mean_interval_days = date_part('epoch', r.started - member.first_visit_at) / 86400 / nullif(member.visit_count, 0)
FROM (
  SELECT id, to_timestamp(started / 1000.0)::timestamptz(3) AS started, to_timestamp(ended / 1000.0)::timestamptz(3) AS ended, views
  FROM unnest($1::bigint[], $2::float8[], $3::float8[], $4::integer[]) AS s(id, started, ended, views)
) AS r
${latestGaps("r.id")}
WHERE member.id = r.id`,
    values: [plainArray(memberIds), plainArray(startedMs), plainArray(endedMs), plainArray(newViews)],
  };
}
