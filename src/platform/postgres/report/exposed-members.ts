import { effectiveReadsSql } from "../../../core/rules/reads.ts";
import type { Statement } from "../../../core/statement.ts";
import type { ReportWindow } from "../../../report/ports.ts";
import { DRAWN_PHASES } from "./pool-programmes.ts";

/** Parameters of every statement over exposures: $1 from, $2 to, $3 rule, $4 languages of the settings. */
export function windowValues({ from, to, rule, languages }: ReportWindow): Statement["values"] {
  return [from, to, rule, languages];
}

/** Of `exposure e`: its phase as it is reported, and when its arms ended. */
export const PHASE_OF = `LEFT JOIN (${DRAWN_PHASES}) drawn ON drawn.experiment = e.experiment AND drawn.phase = e.phase`;

/** Until when an exposure counts: the end of the period or of its arms, after which members have others, or all get the same. */
export const COUNTED_TO = "least($2::timestamptz, drawn.ended)";

/**
 * Who is in the analysis: members first exposed before the end, in the arm that was drawn, come what may; of arms those that had not
 * ended when the period began. Staff was never drawn; whom digests made so active that they became moderators since stays, for to
 * leave them out would take from the treated those who came most. Who was exposed under two ids stays in the arm exposed first, for to
 * leave out whose ids were in different arms would keep other shares of such people in each. Needs PHASE_OF.
 */
export const IS_EXPOSED = `e.exposed_at < $2::timestamptz AND ($3::text IS NULL OR e.rule = $3)
    AND (drawn.ended IS NULL OR greatest(e.exposed_at, $1::timestamptz) < drawn.ended)`;

export const EXPOSED = `
exposed AS MATERIALIZED (
  SELECT e.experiment, coalesce(drawn.place, e.phase) AS phase, e.arm, e.rule, e.unit, e.member_id, e.digest_id, e.exposed_at,
    greatest(e.exposed_at, $1::timestamptz) AS counted_from, ${COUNTED_TO} AS counted_to,
    least(e.exposed_at, greatest(e.exposed_at - interval '672 hours', m.joined_at)) AS history_from,
    m.joined_at, m.external_id, ${effectiveReadsSql("m", "$4::text[]")} AS reads
  FROM exposure e
  JOIN member m ON m.id = e.member_id
  ${PHASE_OF}
  WHERE ${IS_EXPOSED}
)`;

export function historyDays(exposed: string): string {
  return `greatest(0, date_part('epoch', ${exposed}.exposed_at - ${exposed}.history_from) / 86400)`;
}

/** Visits and member-days of the 28 days before first exposure, what CUPED adjusts by. One row an exposure. */
export const HISTORY = `
history AS MATERIALIZED (
  SELECT e.experiment, e.member_id, count(v.started_at)::float8 AS visits,
    ${historyDays("e")} AS days
  FROM exposed e
  LEFT JOIN visit v ON v.member_id = e.member_id AND v.started_at >= e.history_from AND v.started_at <= e.exposed_at
  GROUP BY e.experiment, e.member_id, e.exposed_at, e.history_from
)`;
