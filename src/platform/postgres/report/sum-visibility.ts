import type { Statement } from "../../../core/statement.ts";
import type { ReportWindow } from "../../../report/ports.ts";
import { EXPOSED, HISTORY, OPEN_AT_EXPOSURE, SEEN_AT, windowValues } from "./exposed-members.ts";
import { SUM_UNITS } from "./sum-units.ts";

/**
 * Of what was unseen at exposure, what was first viewed since. Unseen is counted, not listed: the contents open at
 * that instant in those languages (few instants, few sets of languages) minus the member's own and those viewed by
 * then. Members × contents would be the product of both tables.
 */
const SUM_VISIBILITY = `
WITH ${EXPOSED},
${HISTORY},
open_contents AS (
  SELECT e.exposed_at, e.reads, count(c.id) AS contents
  FROM (SELECT DISTINCT exposed_at, reads FROM exposed) e
  LEFT JOIN content c ON ${OPEN_AT_EXPOSURE}
  GROUP BY e.exposed_at, e.reads
),
authored AS (
  SELECT e.experiment, e.member_id, count(*) AS contents
  FROM exposed e
  JOIN content c ON c.author_id = e.external_id AND ${OPEN_AT_EXPOSURE}
  GROUP BY e.experiment, e.member_id
),
viewed AS (
  SELECT e.experiment, e.member_id,
    count(*) FILTER (WHERE ${SEEN_AT} <= e.exposed_at) AS before,
    count(*) FILTER (WHERE ${SEEN_AT} > e.exposed_at AND ${SEEN_AT} >= e.counted_from AND ${SEEN_AT} < $2::timestamptz) AS since
  FROM exposed e
  JOIN "view" v ON v.member_id = e.member_id AND v.first_viewed_at < $2::timestamptz
  JOIN content c ON c.id = v.content_id AND c.author_id IS DISTINCT FROM e.external_id AND ${OPEN_AT_EXPOSURE}
  LEFT JOIN replay_view r ON r.member_id = v.member_id AND r.content_id = v.content_id
  GROUP BY e.experiment, e.member_id
),
measured AS (
  SELECT e.experiment, e.phase, e.arm, e.rule, e.unit,
    coalesce(v.since, 0)::float8 AS y,
    (o.contents - coalesce(a.contents, 0) - coalesce(v.before, 0))::float8 AS d,
    h.visits AS x, h.days AS w
  FROM exposed e
  JOIN open_contents o ON o.exposed_at = e.exposed_at AND o.reads = e.reads
  JOIN history h ON h.experiment = e.experiment AND h.member_id = e.member_id
  LEFT JOIN viewed v ON v.experiment = e.experiment AND v.member_id = e.member_id
  LEFT JOIN authored a ON a.experiment = e.experiment AND a.member_id = e.member_id
),
${SUM_UNITS}`;

export function sumVisibility(window: ReportWindow): Statement {
  return { text: SUM_VISIBILITY, values: windowValues(window) };
}
