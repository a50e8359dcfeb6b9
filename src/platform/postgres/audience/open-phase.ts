import type { MomentPlan } from "../../../audience/ports.ts";
import { isProgramme } from "../../../core/assignment.ts";
import type { Queryable } from "../database.ts";
import { IS_PROGRAMME } from "./name-programme.ts";

/** The experiment's phase: the one that stands, or a new one where the share or the unit has changed. */
export async function openPhase(
  transaction: Queryable,
  experiment: string,
  share: number,
  by: "member" | "company",
  at: Date,
): Promise<number> {
  const [row] = await transaction.query<{ phase: number }>({
    text: `WITH last AS (SELECT phase, share, by FROM experiment_phase WHERE experiment = $1 ORDER BY phase DESC LIMIT 1),
opened AS (
  INSERT INTO experiment_phase (experiment, phase, share, by, opened_at)
  SELECT $1, coalesce((SELECT phase FROM last), 0) + 1, $2::float8, $3, $4::timestamptz
  WHERE NOT EXISTS (SELECT 1 FROM last WHERE share = $2::float8 AND by = $3)
  RETURNING phase
)
SELECT phase FROM opened UNION ALL SELECT phase FROM last WHERE NOT EXISTS (SELECT 1 FROM opened)`,
    values: [experiment, share, by, at],
  });
  return row?.phase ?? 1;
}

/**
 * Ends the experiments that hold nobody out any more, as settings and rules now stand: from this moment on their arms get the
 * same, so that what comes later is no part of what they are compared by. A phase of nobody says when that was.
 *
 * @param ranks of the rules that are planned
 */
export async function endPhases(transaction: Queryable, plan: MomentPlan, ranks: readonly number[]): Promise<void> {
  const rules = ranks.flatMap((rank) => {
    const rule = plan.rules[rank];
    return rule === undefined || rule.heldOut !== null || isProgramme(rule.rule) ? [] : [rule.rule];
  });
  await transaction.query({
    text: `INSERT INTO experiment_phase (experiment, phase, share, by, opened_at)
SELECT last.experiment, last.phase + 1, 0, last.by, greatest(last.opened_at, $1::timestamptz)
FROM (
  SELECT DISTINCT ON (p.experiment) p.* FROM experiment_phase p
  WHERE p.experiment = ANY($2::text[]) OR ($3::boolean AND p.experiment = (
    SELECT p.experiment FROM experiment_phase p WHERE ${IS_PROGRAMME} ORDER BY p.opened_at DESC, p.experiment DESC LIMIT 1
  ))
  ORDER BY p.experiment, p.phase DESC
) last
WHERE last.share > 0`,
    values: [plan.instant, rules, plan.programme === null],
  });
}
