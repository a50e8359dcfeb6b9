import { readsLanguageSql } from "../../../core/rules/reads.ts";
import type { Statement } from "../../../core/statement.ts";
import type { MeasuredSums, ReportWindow } from "../../../report/ports.ts";
import type { Queryable } from "../database.ts";
import {
  COUNTED_TO,
  EXPOSED,
  IN_FIRST_DIGEST,
  IS_EXPOSED,
  isOpenAtExposure,
  OPEN_AT_EXPOSURE,
  PAST,
  PHASE_OF,
  SEEN_AT,
  windowValues,
} from "./exposed-members.ts";
import { readSums, SUM_UNITS_BY_MEASURE, type SumsRow } from "./sum-units.ts";

/** First seen since exposure, in the period and by `end`. Of `exposed e` or `exposure e`; $1 may be NULL. */
function seenSince(end: string): string {
  return `${SEEN_AT} > e.exposed_at AND ${SEEN_AT} >= greatest(e.exposed_at, $1::timestamptz) AND ${SEEN_AT} < ${end}`;
}

/** Conditions of what is counted and not of the join: the planner would expect a tenth of the rows, and sort them. */
const COULD_SEE = `c.author_id IS DISTINCT FROM m.external_id
      AND ${isOpenAtExposure(readsLanguageSql("m", "c.language", "$4::text[]"))}`;

/**
 * Of what was unseen at exposure, what was first viewed since. Unseen is counted, not listed: the contents open at
 * that instant in those languages (a running count for each set of languages, as contents come and are withdrawn) minus the
 * member's own and those viewed by then. Members × contents would be the product of both tables. Views are joined with the tables rather than with
 * `exposed`, which only one process could read.
 */
const VISIBILITY = `
changes AS (
  SELECT DISTINCT exposed_at AS at, reads, 0 AS change, true AS asked FROM exposed
  UNION ALL
  SELECT t.at, r.reads, t.change, false
  FROM (SELECT DISTINCT reads FROM exposed) r
  JOIN content c ON c.published_at IS NOT NULL AND c.open_to IS NULL AND (c.language IS NULL OR c.language = ANY(r.reads))
  CROSS JOIN LATERAL (VALUES (c.published_at, 1), (greatest(c.published_at, c.withdrawn_at), -1)) t (at, change)
  WHERE t.change > 0 OR c.withdrawn_at IS NOT NULL
),
open_contents AS MATERIALIZED (
  SELECT at AS exposed_at, reads, contents
  FROM (SELECT at, reads, asked, sum(change) OVER (PARTITION BY reads ORDER BY at) AS contents FROM changes) c
  WHERE asked
),
authored AS MATERIALIZED (
  SELECT e.experiment, e.member_id, count(*) AS contents
  FROM exposed e
  JOIN content c ON c.author_id = e.external_id AND ${OPEN_AT_EXPOSURE}
  GROUP BY e.experiment, e.member_id
),
viewed AS MATERIALIZED (
  SELECT e.experiment, e.member_id, count(*) FILTER (WHERE ${SEEN_AT} <= e.exposed_at AND ${COULD_SEE}) AS before,
    count(*) FILTER (WHERE ${seenSince(COUNTED_TO)} AND ${COULD_SEE}) AS since
  FROM exposure e
  JOIN member m ON m.id = e.member_id
  ${PHASE_OF}
  JOIN "view" v ON v.member_id = e.member_id AND v.first_viewed_at < $2::timestamptz
  JOIN content c ON c.id = v.content_id
  LEFT JOIN replay_view r ON r.member_id = v.member_id AND r.content_id = v.content_id
  WHERE ${IS_EXPOSED}
  GROUP BY e.experiment, e.member_id
),
could_see AS (
  SELECT 'visibility' AS measure, e.experiment, e.phase, e.arm, e.rule, e.unit, coalesce(v.since, 0)::float8 AS y,
    (o.contents - coalesce(a.contents, 0) - coalesce(v.before, 0))::float8 AS d, e.x, e.w
  FROM past e
  JOIN open_contents o ON o.exposed_at = e.exposed_at AND o.reads = e.reads
  LEFT JOIN viewed v ON v.experiment = e.experiment AND v.member_id = e.member_id
  LEFT JOIN authored a ON a.experiment = e.experiment AND a.member_id = e.member_id
)`;

/** Of the contents picked for the first digest, mailed or withheld, those first viewed since; a reopened one was seen before. */
const PICK_VISIBILITY = `
picked AS MATERIALIZED (
  SELECT e.experiment, e.member_id, count(*) AS contents, count(*) FILTER (WHERE ${seenSince("e.counted_to")}) AS since
  FROM exposed e
  JOIN pick p ON p.member_id = e.member_id AND ${IN_FIRST_DIGEST}
  JOIN content c ON c.id = p.content_id
  LEFT JOIN "view" v ON v.member_id = p.member_id AND v.content_id = p.content_id
  LEFT JOIN replay_view r ON r.member_id = p.member_id AND r.content_id = p.content_id
  WHERE (${SEEN_AT} <= e.exposed_at) IS NOT TRUE
  GROUP BY e.experiment, e.member_id
),
was_picked AS (
  SELECT 'pick_visibility' AS measure, e.experiment, e.phase, e.arm, e.rule, e.unit, p.since::float8 AS y,
    p.contents::float8 AS d, e.x, e.w
  FROM past e
  JOIN picked p USING (experiment, member_id)
)`;

const PARTS = {
  visibility: { ctes: VISIBILITY, rows: "could_see" },
  pick_visibility: { ctes: PICK_VISIBILITY, rows: "was_picked" },
} as const;
export type SeenMeasure = keyof typeof PARTS;

/** @param measures at least one */
export function seenOutcomes(measures: readonly SeenMeasure[], window: ReportWindow): Statement {
  const parts = measures.map((measure) => PARTS[measure]);
  const text = `
WITH ${EXPOSED},
${PAST},
${parts.map(({ ctes }) => ctes).join(",")},
measured AS (
  ${parts.map(({ rows }) => `SELECT * FROM ${rows}`).join(" UNION ALL ")}
),
${SUM_UNITS_BY_MEASURE}`;
  return { text, values: windowValues(window) };
}

export async function querySeenOutcomes(
  database: Queryable,
  measures: readonly SeenMeasure[],
  window: ReportWindow,
): Promise<Record<SeenMeasure, MeasuredSums[]>> {
  const rows = await database.query<SumsRow & { readonly measure: string }>(seenOutcomes(measures, window));
  const of = (name: SeenMeasure) => readSums(rows.filter(({ measure }) => measure === name));
  return { visibility: of("visibility"), pick_visibility: of("pick_visibility") };
}
