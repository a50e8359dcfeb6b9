import type { Statement } from "../../../core/statement.ts";
import type { ReportWindow } from "../../../report/ports.ts";
import { EXPOSED, HISTORY, SEEN_AT, windowValues } from "./exposed-members.ts";
import { SUM_UNITS } from "./sum-units.ts";

/** Of the contents picked for the first digest, mailed or withheld, those first viewed since; a reopened one was seen before. */
const SUM_PICK_VISIBILITY = `
WITH ${EXPOSED},
${HISTORY},
picked AS (
  SELECT e.experiment, e.member_id, count(*) AS contents,
    count(*) FILTER (WHERE ${SEEN_AT} >= e.counted_from AND ${SEEN_AT} < $2::timestamptz) AS since
  FROM exposed e
  JOIN pick p ON p.member_id = e.member_id AND p.digest_id = e.digest_id
  JOIN content c ON c.id = p.content_id
  LEFT JOIN "view" v ON v.member_id = p.member_id AND v.content_id = p.content_id
  LEFT JOIN replay_view r ON r.member_id = p.member_id AND r.content_id = p.content_id
  WHERE ${SEEN_AT} IS NULL OR ${SEEN_AT} > e.exposed_at
  GROUP BY e.experiment, e.member_id
),
measured AS (
  SELECT e.experiment, e.phase, e.arm, e.rule, e.unit, p.since::float8 AS y, p.contents::float8 AS d,
    h.visits AS x, h.days AS w
  FROM exposed e
  JOIN picked p USING (experiment, member_id)
  JOIN history h USING (experiment, member_id)
),
${SUM_UNITS}`;

export function sumPickVisibility(window: ReportWindow): Statement {
  return { text: SUM_PICK_VISIBILITY, values: windowValues(window) };
}
