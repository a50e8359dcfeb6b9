import type { Statement } from "../../../core/statement.ts";
import type { ReportWindow } from "../../../report/ports.ts";
import { IS_EXPOSED, PHASE_OF, windowValues } from "./exposed-members.ts";

/**
 * Units and members by arm, whatever could be measured of them since: what the sample-ratio check counts. Members who are units of
 * their own are counted as they are read; only others' units are told apart.
 */
const COUNT_EXPOSED = `
WITH counted AS (
  SELECT e.experiment, coalesce(drawn.place, e.phase) AS phase, e.arm, e.rule, CASE WHEN drawn."by" = 'member' THEN NULL ELSE e.unit END AS unit,
    count(*) AS members, min(e.exposed_at) AS first_at
  FROM exposure e
  ${PHASE_OF}
  WHERE ${IS_EXPOSED}
  GROUP BY 1, 2, 3, 4, 5
)
SELECT experiment, phase, arm, rule, (coalesce(sum(members) FILTER (WHERE unit IS NULL), 0) + count(DISTINCT unit))::bigint AS units,
  sum(members)::bigint AS members, min(first_at) AS "firstExposedAt"
FROM counted
GROUP BY GROUPING SETS ((experiment, phase, arm), (experiment, phase, arm, rule))`;

export function countExposed(window: ReportWindow): Statement {
  return { text: COUNT_EXPOSED, values: windowValues(window).slice(0, 3) };
}

/** Members whose exposure went as they were erased. When it was is not kept. */
export const COUNT_ERASED = `
SELECT e.experiment, coalesce(drawn.place, e.phase) AS phase, e.arm, e.members
FROM erased_exposure e
${PHASE_OF}`;
