import type { ReportWindow } from "../../../report/ports.ts";
import { COUNTED_TO, IS_EXPOSED, PHASE_OF, windowValues } from "./exposed-members.ts";
import { ownOpen, readerPlace } from "./open-contents.ts";
import type { Catalogue } from "./read-catalogue.ts";

/** A part of all units: the parts' sums add up. */
export interface Slice {
  readonly number: number;
  readonly of: number;
}

/** Parameters of every statement over a slice: $1 from, $2 to, $3 rule, $4 of how many slices, $5 which. */
export function sliceValues(window: ReportWindow, slice: Slice): unknown[] {
  return [...windowValues(window).slice(0, 3), slice.of, slice.number];
}

/** So many members who follow each other share the pages of their visits, views and picks: one slice reads them. */
const NEIGHBOURS = 4096;

/**
 * Units stay whole: of companies one slice has all members. It promises the planner nothing, who would expect one exposure in two
 * hundred. Needs PHASE_OF.
 */
export const IN_SLICE = `CASE WHEN CASE WHEN drawn."by" = 'member' THEN e.member_id / ${NEIGHBOURS} ELSE hashtext(e.unit) & 2147483647 END % $4::int = $5::int
      THEN true ELSE false END`;

/**
 * In the order of members, in which indexes of members, visits, views and picks are read from one end to the other: a join of all
 * members takes three times as long. `unit` is null of members who are units of their own (`alone`).
 */
export function exposedInOrder(catalogue: Catalogue | null): string {
  return `
exposed AS (
  SELECT e.*, greatest(e.exposed_at, $1::timestamptz) AS counted_from, m.history_from${catalogue === null ? "" : ", m.reader, o.own_open"}
  FROM (
    SELECT e.experiment, coalesce(drawn.place, e.phase) AS phase, e.arm, e.rule, coalesce(drawn."by" = 'member', false) AS alone,
      CASE WHEN drawn."by" = 'member' THEN NULL ELSE e.unit END AS unit, e.member_id, e.digest_id, e.exposed_at, ${COUNTED_TO} AS counted_to
    FROM exposure e
    ${PHASE_OF}
    WHERE ${IS_EXPOSED} AND ${IN_SLICE}
    ORDER BY e.member_id
  ) e
  CROSS JOIN LATERAL (
    SELECT least(e.exposed_at, greatest(e.exposed_at - interval '672 hours', m.joined_at)) AS history_from${catalogue === null ? "" : `, ${readerPlace(catalogue)} AS reader`}
    FROM member m WHERE m.id = e.member_id
    OFFSET 0
  ) m${
    catalogue === null
      ? ""
      : `
  CROSS JOIN LATERAL (SELECT ${ownOpen(catalogue, "e.exposed_at", "m.reader")} AS own_open OFFSET 0) o`
  }
)`;
}
