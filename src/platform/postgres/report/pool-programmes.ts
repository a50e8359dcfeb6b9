import { isProgramme, PROGRAMME } from "../../../core/assignment.ts";
import type { PhaseFacts } from "../../../report/ports.ts";
import { IS_PROGRAMME } from "../audience/name-programme.ts";
import type { Queryable } from "../database.ts";

/**
 * The phases of all programmes, `place` by time over them all, and when each programme ended because the next began (of the
 * latest null). Rules' own experiments are not in it.
 */
export const PROGRAMME_PHASES = `
  SELECT experiment, phase, row_number() OVER (ORDER BY began, experiment, phase)::int AS place, ended
  FROM experiment_phase JOIN (
    SELECT p.experiment, min(p.opened_at) AS began,
      lead(min(p.opened_at)) OVER (ORDER BY min(p.opened_at), p.experiment) AS ended
    FROM experiment_phase p WHERE ${IS_PROGRAMME} GROUP BY p.experiment
  ) programme USING (experiment)`;

const LIST_PHASES = `
SELECT experiment, coalesce(r.place, phase) AS phase, experiment AS salt, share, "by", opened_at AS "openedAt",
  coalesce(lead(opened_at) OVER (PARTITION BY experiment ORDER BY phase), r.ended) AS "endedAt"
FROM experiment_phase LEFT JOIN (${PROGRAMME_PHASES}) r USING (experiment, phase)
ORDER BY experiment, 2`;

export async function listPhases(database: Queryable): Promise<PhaseFacts[]> {
  return poolProgrammes(await database.query<PhaseFacts>({ text: LIST_PHASES, values: [] }));
}

/** Programmes are reported as one experiment: their phases are numbered through. */
export function poolProgrammes<Row extends { readonly experiment: string }>(rows: readonly Row[]): Row[] {
  return rows.map((row) => (isProgramme(row.experiment) ? { ...row, experiment: PROGRAMME } : row));
}
