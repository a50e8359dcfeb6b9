import { isProgramme, PROGRAMME } from "../../../core/assignment.ts";
import type { PhaseFacts } from "../../../report/ports.ts";
import { IS_PROGRAMME } from "../audience/name-programme.ts";
import type { Queryable } from "../database.ts";

/**
 * The phases in which somebody was held out: `place` by time over all programmes (of rules' own experiments null), and when
 * their arms ended, because the next programme began or nobody was held out any more (null: they hold).
 */
export const DRAWN_PHASES = `
  SELECT p.experiment, p.phase, p."by",
    CASE WHEN b.began IS NOT NULL
      THEN row_number() OVER (PARTITION BY b.began IS NULL ORDER BY b.began, p.experiment, p.phase)::int END AS place,
    least(b.ended, (
      SELECT min(z.opened_at) FROM experiment_phase z WHERE z.experiment = p.experiment AND z.phase > p.phase AND z.share = 0
    )) AS ended
  FROM experiment_phase p LEFT JOIN (
    SELECT p.experiment, min(p.opened_at) AS began,
      lead(min(p.opened_at)) OVER (ORDER BY min(p.opened_at), p.experiment) AS ended
    FROM experiment_phase p WHERE ${IS_PROGRAMME} GROUP BY p.experiment
  ) b ON b.experiment = p.experiment
  WHERE p.share > 0`;

const LIST_PHASES = `
SELECT p.experiment, coalesce(r.place, p.phase) AS phase, p.experiment AS salt, p.share, p."by", p.opened_at AS "openedAt",
  coalesce(p.next, r.ended) AS "endedAt", r.ended AS "keptUntil"
FROM (SELECT *, lead(opened_at) OVER (PARTITION BY experiment ORDER BY phase) AS next FROM experiment_phase) p
JOIN (${DRAWN_PHASES}) r USING (experiment, phase)
ORDER BY p.experiment, 2`;

export async function listPhases(database: Queryable): Promise<PhaseFacts[]> {
  return poolProgrammes(await database.query<PhaseFacts>({ text: LIST_PHASES, values: [] }));
}

/** Programmes are reported as one experiment: their phases are numbered through. */
export function poolProgrammes<Row extends { readonly experiment: string }>(rows: readonly Row[]): Row[] {
  return rows.map((row) => (isProgramme(row.experiment) ? { ...row, experiment: PROGRAMME } : row));
}
