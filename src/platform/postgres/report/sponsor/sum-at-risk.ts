import type { Statement } from "../../../../core/statement.ts";
import type { ReportWindow } from "../../../../report/ports.ts";
import { RISK_DAYS } from "../../../../report/sponsor/ports.ts";
import { EXPOSED, HISTORY, windowValues } from "../exposed-members.ts";
import { SUM_UNITS } from "../sum-units.ts";

const { due, away, back } = RISK_DAYS;

/**
 * Everything that chooses a member was so at first exposure, before an arm could change it: renewal near, no visit for long.
 * A date of renewal moves on once it is renewed, so a renewal or an end that was told in those days counts as one that was near.
 * First exposures whose days are complete, as for coming back within 7 days.
 */
const SUM_AT_RISK = `
WITH ${EXPOSED},
${HISTORY},
measured AS (
  SELECT e.experiment, e.phase, e.arm, e.rule, e.unit,
    EXISTS (
      SELECT FROM visit v
      WHERE v.member_id = e.member_id AND v.started_at > e.exposed_at AND v.started_at <= e.exposed_at + interval '${back} days'
    )::int::float8 AS y,
    1::float8 AS d, h.visits AS x, h.days AS w
  FROM exposed e
  JOIN history h USING (experiment, member_id)
  JOIN member m ON m.id = e.member_id
  WHERE e.exposed_at + interval '${back} days' <= $2::timestamptz AND e.joined_at <= e.exposed_at - interval '${away} days'
    AND NOT EXISTS (
      SELECT FROM visit v
      WHERE v.member_id = e.member_id AND v.started_at > e.exposed_at - interval '${away} days' AND v.started_at <= e.exposed_at
    )
    AND (m.renewal_at > e.exposed_at AND m.renewal_at <= e.exposed_at + interval '${due} days'
      OR EXISTS (
        SELECT FROM activity a
        WHERE a.member_id = e.member_id AND a.occurred_at > e.exposed_at AND a.occurred_at <= e.exposed_at + interval '${due} days'
          AND a.name IN ('Membership Renewed', 'Membership Ended')
      ))
),
${SUM_UNITS}`;

export function sumAtRisk(window: ReportWindow): Statement {
  return { text: SUM_AT_RISK, values: windowValues(window) };
}
