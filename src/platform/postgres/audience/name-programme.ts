import type { MomentPlan, PlannedProgramme } from "../../../audience/ports.ts";
import { type DrawnProgramme, PROGRAMME, PROGRAMME_PREFIX, programmeAt } from "../../../core/assignment.ts";
import type { Queryable } from "../database.ts";

/** A plan of which it is known in which experiment the global holdout draws. */
export interface NamedPlan extends MomentPlan {
  readonly programme: (PlannedProgramme & { readonly experiment: string }) | null;
}

/** Of a phase `p`: whether it is one of the global holdout. */
export const IS_PROGRAMME = `(p.experiment = '${PROGRAMME}' OR starts_with(p.experiment, '${PROGRAMME_PREFIX}'))`;

/** A phase of nobody ends an experiment. */
const LIST_DRAWN = `
SELECT p.experiment, min(p.opened_at) AS "openedAt", (array_agg(p.by ORDER BY p.phase DESC))[1] AS by,
  CASE WHEN (array_agg(p.share ORDER BY p.phase DESC))[1] = 0 THEN max(p.opened_at) END AS "endedAt"
FROM experiment_phase p WHERE ${IS_PROGRAMME} GROUP BY p.experiment`;

export function listProgrammes(database: Queryable): Promise<DrawnProgramme[]> {
  return database.query<DrawnProgramme>({ text: LIST_DRAWN, values: [] });
}

export async function nameProgramme(database: Queryable, plan: MomentPlan): Promise<NamedPlan> {
  const { programme, instant, holdoutBy } = plan;
  if (programme === null) return { ...plan, programme };
  const drawn = await listProgrammes(database);
  const experiment = programmeAt(drawn, instant, { quarter: programme.quarter ?? null, by: holdoutBy });
  return { ...plan, programme: experiment === null ? null : { ...programme, experiment } };
}
