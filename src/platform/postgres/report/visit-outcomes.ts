import type { Statement } from "../../../core/statement.ts";
import type { MeasuredSums, ReportWindow, ReturnTimes } from "../../../report/ports.ts";
import type { Queryable } from "../database.ts";
import { EXPOSED, historyDays, windowValues } from "./exposed-members.ts";
import { readSums, SUM_UNITS_BY_MEASURE, type SumsRow } from "./sum-units.ts";
import { COUNT_TIMES, readTimes, type TimesRow } from "./time-returns.ts";

/**
 * All that visits tell of each exposure, in one pass over them: how many since and before, and when the first one came. One at
 * the very instant of exposure is before it. `visits`: member-days at risk run from the later of exposure and `from`; who never
 * came back counts with no visit. `came_back`: within 7 days, of those exposed early enough for all of them to be over.
 */
const VISIT_OUTCOMES = `
WITH ${EXPOSED},
came AS (
  SELECT e.experiment, e.member_id,
    count(*) FILTER (WHERE v.started_at > e.exposed_at AND v.started_at >= e.counted_from AND v.started_at < e.counted_to) AS since,
    count(*) FILTER (WHERE v.started_at <= e.exposed_at) AS before,
    min(v.started_at) FILTER (WHERE v.started_at > e.exposed_at) AS back_at
  FROM exposed e
  JOIN visit v ON v.member_id = e.member_id AND v.started_at >= e.history_from AND v.started_at <= $2::timestamptz
  GROUP BY e.experiment, e.member_id
),
behaved AS MATERIALIZED (
  SELECT e.experiment, e.phase, e.arm, e.rule, e.unit, e.exposed_at, e.counted_from, e.counted_to, c.back_at,
    coalesce(c.since, 0)::float8 AS since, coalesce(c.before, 0)::float8 AS x, ${historyDays("e")} AS w
  FROM exposed e
  LEFT JOIN came c USING (experiment, member_id)
),
measured AS (
  SELECT 'visits' AS measure, experiment, phase, arm, rule, unit, since AS y,
    (extract(epoch FROM counted_to - counted_from) / 86400)::float8 AS d, x, w
  FROM behaved
  UNION ALL
  SELECT 'came_back', experiment, phase, arm, rule, unit,
    coalesce(back_at <= exposed_at + interval '7 days', false)::int::float8, 1, x, w
  FROM behaved
  WHERE exposed_at + interval '7 days' <= counted_to
),
sums AS (
  WITH ${SUM_UNITS_BY_MEASURE}
),
times AS (
  WITH ${COUNT_TIMES}
)
SELECT (SELECT coalesce(json_agg(s), '[]') FROM sums s) AS sums, (SELECT coalesce(json_agg(t), '[]') FROM times t) AS times`;

export function visitOutcomes(window: ReportWindow): Statement {
  return { text: VISIT_OUTCOMES, values: windowValues(window) };
}

export interface VisitOutcomes {
  readonly visits: MeasuredSums[];
  readonly came_back: MeasuredSums[];
  readonly returns: ReturnTimes[];
}

export async function queryVisitOutcomes(database: Queryable, window: ReportWindow): Promise<VisitOutcomes> {
  const [row] = await database.query<{
    readonly sums: readonly (SumsRow & { readonly measure: string })[];
    readonly times: readonly TimesRow[];
  }>(visitOutcomes(window));
  const of = (name: string) => readSums((row?.sums ?? []).filter(({ measure }) => measure === name));
  return { visits: of("visits"), came_back: of("came_back"), returns: readTimes(row?.times ?? []) };
}
