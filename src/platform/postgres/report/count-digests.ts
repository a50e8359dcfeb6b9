import type { Statement } from "../../../core/statement.ts";
import type { ReportWindow } from "../../../report/ports.ts";

/** Digests whose slot lies in the period, by what became of them; a skipped one says why. */
const COUNT_DIGESTS = `
SELECT rule, state, CASE WHEN state = 'skipped' THEN reason END AS reason, count(*) AS digests
FROM digest
WHERE slot_at < $2::timestamptz AND ($1::timestamptz IS NULL OR slot_at >= $1) AND ($3::text IS NULL OR rule = $3)
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3`;

export function countDigests({ from, to, rule }: ReportWindow): Statement {
  return { text: COUNT_DIGESTS, values: [from, to, rule] };
}
