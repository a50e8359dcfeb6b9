import type { Statement } from "../../../core/statement.ts";
import type { ReportWindow } from "../../../report/ports.ts";
import { EXPOSED, windowValues } from "./exposed-members.ts";
import { SUM_UNITS } from "./sum-units.ts";

/**
 * Visits that start after exposure, and member-days at risk, from the later of exposure and `from`; with the history,
 * read in the same pass over visits. Who never came back counts with no visit.
 */
const SUM_VISITS = `
WITH ${EXPOSED},
measured AS (
  SELECT e.experiment, e.phase, e.arm, e.rule, e.unit,
    (count(*) FILTER (WHERE v.started_at > e.exposed_at AND v.started_at >= e.counted_from))::float8 AS y,
    (extract(epoch FROM $2::timestamptz - e.counted_from) / 86400)::float8 AS d,
    (count(*) FILTER (WHERE v.started_at >= e.history_from AND v.started_at <= e.exposed_at))::float8 AS x,
    greatest(0, extract(epoch FROM e.exposed_at - e.history_from) / 86400)::float8 AS w
  FROM exposed e
  LEFT JOIN visit v ON v.member_id = e.member_id AND v.started_at >= e.history_from AND v.started_at < $2
  GROUP BY e.experiment, e.phase, e.arm, e.rule, e.unit, e.member_id, e.exposed_at, e.counted_from, e.history_from
),
${SUM_UNITS}`;

export function sumVisits(window: ReportWindow): Statement {
  return { text: SUM_VISITS, values: windowValues(window) };
}
