import { COUNTED_TO, IS_EXPOSED, PHASE_OF } from "./exposed-members.ts";
import { ownOpen, READER } from "./open-contents.ts";

/** A part of all units: the parts' sums add up. */
export interface Slice {
  readonly number: number;
  readonly of: number;
}

/** It promises the planner nothing, who would expect one exposure in two hundred. */
export const IN_SLICE = "CASE WHEN (hashtext(e.unit) & 2147483647) % $5::int = $6::int THEN true ELSE false END";

/** In the order of members, in which indexes of visits, views and picks are read from one end to the other. */
export const exposedInOrder = (authored: boolean) => `
exposed AS MATERIALIZED (
  SELECT e.*${authored ? `, ${ownOpen("e.exposed_at", "e.reader")} AS own_open` : ""}
  FROM (
    SELECT e.experiment, coalesce(drawn.place, e.phase) AS phase, e.arm, e.rule, e.unit, coalesce(drawn."by" = 'member', false) AS alone,
      e.member_id, e.digest_id, e.exposed_at, greatest(e.exposed_at, $1::timestamptz) AS counted_from, ${COUNTED_TO} AS counted_to,
      least(e.exposed_at, greatest(e.exposed_at - interval '28 days', m.joined_at)) AS history_from,
      ${READER} AS reader
    FROM exposure e
    JOIN member m ON m.id = e.member_id
    ${PHASE_OF}
    WHERE ${IS_EXPOSED} AND ${IN_SLICE}
    ORDER BY e.member_id
  ) e
)`;
