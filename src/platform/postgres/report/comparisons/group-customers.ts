import type { Statement } from "../../../../core/statement.ts";
import type { ComparisonWindow } from "../../../../report/comparisons/ports.ts";
import { STOOD } from "../indicators/compare-customers.ts";
import { within } from "../indicators/people.ts";
import { groupValues } from "./measure-groups.ts";

/** Only the last renewal of a customer is kept, so that of an older window the later one stands for it. Grows with customers. */
const GROUP_CUSTOMERS = `
WITH ${STOOD}
SELECT CASE WHEN joined THEN 'member' ELSE 'other' END AS "group", count(*) AS customers,
  count(*) FILTER (WHERE ${within("left_at")}) AS left, count(renewed_at) AS "renewalsKnown",
  count(*) FILTER (WHERE renewed_at >= $1) AS renewed, count(since) AS "sinceKnown",
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM $1::timestamptz - since)::float8 / 31557600) AS "yearsMedian"
FROM stood
GROUP BY joined`;

export function groupCustomers(window: ComparisonWindow): Statement {
  return { text: GROUP_CUSTOMERS, values: groupValues(window) };
}
