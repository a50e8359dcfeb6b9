import type { Statement } from "../../../core/statement.ts";
import type { ReportWindow } from "../../../report/ports.ts";

/** Who unsubscribed in the period, and by whose digest: the source of a suppression names its key, digest 12.345. */
const COUNT_UNSUBSCRIBES = `
SELECT d.rule, count(*) AS members
FROM suppression s
CROSS JOIN LATERAL (SELECT regexp_match(s.source, '^digest ([0-9]{1,15})[.]([0-9]{1,15})$') AS parts) key
LEFT JOIN digest d ON d.member_id = key.parts[1]::bigint AND d.id = key.parts[2]::bigint
WHERE s.reason = 'unsubscribed' AND s.at < $2::timestamptz AND ($1::timestamptz IS NULL OR s.at >= $1)
  AND ($3::text IS NULL OR d.rule = $3)
GROUP BY d.rule
ORDER BY d.rule`;

export function countUnsubscribes({ from, to, rule }: ReportWindow): Statement {
  return { text: COUNT_UNSUBSCRIBES, values: [from, to, rule] };
}
