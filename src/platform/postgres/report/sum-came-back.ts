import type { Statement } from "../../../core/statement.ts";
import type { ReportWindow } from "../../../report/ports.ts";
import { EXPOSED, HISTORY, windowValues } from "./exposed-members.ts";
import { SUM_UNITS } from "./sum-units.ts";

/**
 * Whether a visit started within so many days of exposure, of those exposed early enough for all of them to be over. `only`
 * says of whom: a condition on `exposed e`.
 */
export function sumCameBackWithin(days: number, window: ReportWindow, only = "true"): Statement {
  const text = `
WITH ${EXPOSED},
${HISTORY},
measured AS (
  SELECT e.experiment, e.phase, e.arm, e.rule, e.unit,
    EXISTS (
      SELECT FROM visit v
      WHERE v.member_id = e.member_id AND v.started_at > e.exposed_at AND v.started_at <= e.exposed_at + interval '${days * 24} hours'
    )::int::float8 AS y,
    1::float8 AS d, h.visits AS x, h.days AS w
  FROM exposed e
  JOIN history h USING (experiment, member_id)
  WHERE e.exposed_at + interval '${days * 24} hours' <= e.counted_to AND ${only}
),
${SUM_UNITS}`;
  return { text, values: windowValues(window) };
}
