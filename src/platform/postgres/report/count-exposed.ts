import type { Statement } from "../../../core/statement.ts";
import type { ReportWindow } from "../../../report/ports.ts";
import { EXPOSED, PHASE_OF, windowValues } from "./exposed-members.ts";

/** Units and members by arm, whatever could be measured of them since: what the sample-ratio check counts. */
const COUNT_EXPOSED = `
WITH ${EXPOSED}
SELECT experiment, phase, arm, rule, count(DISTINCT unit) AS units, count(*) AS members, min(exposed_at) AS "firstExposedAt"
FROM exposed
GROUP BY GROUPING SETS ((experiment, phase, arm), (experiment, phase, arm, rule))`;

export function countExposed(window: ReportWindow): Statement {
  return { text: COUNT_EXPOSED, values: windowValues(window) };
}

/** Members whose exposure went as they were erased. When it was is not kept. */
export const COUNT_ERASED = `
SELECT e.experiment, coalesce(drawn.place, e.phase) AS phase, e.arm, e.members
FROM erased_exposure e
${PHASE_OF}`;
