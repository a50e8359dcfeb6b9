import type { Statement } from "../../../../core/statement.ts";
import type { MeasuredSums, ReportWindow } from "../../../../report/ports.ts";
import type { KindSums, Mix, MixSums } from "../../../../report/sections/ports.ts";
import type { Queryable } from "../../database.ts";
import { EXPOSED, HISTORY, IN_FIRST_DIGEST, SEEN_AT, windowValues } from "../exposed-members.ts";
import { querySums, SUM_UNITS } from "../sum-units.ts";

/**
 * Two outcomes broken down by what the first digest held. It was picked before anything could differ between the arms, so each
 * part compares like with like. The label stands where SUM_UNITS has the rule.
 */

/** Of the contents of one kind picked for the first digest, those first viewed since: outcomes.ts by kind. */
const SUM_PICKS_BY_KIND = `
WITH ${EXPOSED},
${HISTORY},
measured AS (
  SELECT e.experiment, e.phase, e.arm, p.kind AS rule, e.unit,
    count(*) FILTER (WHERE ${SEEN_AT} >= e.counted_from AND ${SEEN_AT} < e.counted_to)::float8 AS y, count(*)::float8 AS d,
    h.visits AS x, h.days AS w
  FROM exposed e
  JOIN history h USING (experiment, member_id)
  JOIN pick p ON p.member_id = e.member_id AND ${IN_FIRST_DIGEST}
  JOIN content c ON c.id = p.content_id
  LEFT JOIN "view" v ON v.member_id = p.member_id AND v.content_id = p.content_id
  LEFT JOIN replay_view r ON r.member_id = p.member_id AND r.content_id = p.content_id
  WHERE ${SEEN_AT} IS NULL OR ${SEEN_AT} > e.exposed_at
  GROUP BY e.experiment, e.phase, e.arm, p.kind, e.unit, e.member_id, h.visits, h.days
),
${SUM_UNITS}`;

/** Whether a visit started within seven days of the first digest: sum-came-back.ts by what it had. */
const SUM_CAME_BACK_BY_MIX = `
WITH ${EXPOSED},
${HISTORY},
mixed AS MATERIALIZED (
  SELECT e.experiment, e.member_id, coalesce(bool_or(p.kind = 'hot'), false) AS hot, coalesce(bool_or(p.kind = 'cold'), false) AS cold
  FROM exposed e
  LEFT JOIN pick p ON p.member_id = e.member_id AND ${IN_FIRST_DIGEST}
  GROUP BY e.experiment, e.member_id
),
measured AS (
  SELECT e.experiment, e.phase, e.arm, e.unit,
    CASE WHEN m.hot AND m.cold THEN 'hot_and_cold' WHEN m.hot THEN 'hot' WHEN m.cold THEN 'cold' ELSE 'neither' END AS rule,
    EXISTS (
      SELECT FROM visit v
      WHERE v.member_id = e.member_id AND v.started_at > e.exposed_at AND v.started_at <= e.exposed_at + interval '7 days'
    )::int::float8 AS y,
    1::float8 AS d, h.visits AS x, h.days AS w
  FROM exposed e
  JOIN history h USING (experiment, member_id)
  JOIN mixed m USING (experiment, member_id)
  WHERE e.exposed_at + interval '7 days' <= e.counted_to
),
${SUM_UNITS}`;

export async function sumPicksByKind(database: Queryable, window: ReportWindow): Promise<KindSums[]> {
  const sums = await querySums(database, { text: SUM_PICKS_BY_KIND, values: windowValues(window) });
  return labelled(sums).map(({ label, ...row }) => ({ ...row, kind: label as KindSums["kind"] }));
}

export async function sumCameBackByMix(database: Queryable, window: ReportWindow): Promise<MixSums[]> {
  const statement: Statement = { text: SUM_CAME_BACK_BY_MIX, values: windowValues(window) };
  return labelled(await querySums(database, statement)).map(({ label, ...row }) => ({ ...row, mix: label as Mix }));
}

/** Without the sums over all labels. */
function labelled(sums: readonly MeasuredSums[]) {
  return sums.flatMap(({ rule, ...row }) => (rule === null ? [] : [{ ...row, label: rule }]));
}
