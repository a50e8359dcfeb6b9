import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { COUNTED, peopleValues, within } from "./people.ts";

/** Customers at the beginning of the window, members by then or not, and who left in it. Grows with customers. */
const COMPARE_CUSTOMERS = `
WITH stood AS (
  SELECT c.left_at, EXISTS (SELECT FROM member m WHERE m.external_id = c.customer_id AND m.joined_at < $1 AND ${COUNTED})
      OR EXISTS (SELECT FROM member m WHERE m.email_hash = c.email_hash AND m.joined_at < $1 AND ${COUNTED}) AS joined
  FROM customer c
  WHERE (c.since IS NULL OR c.since < $1::timestamptz) AND (c.left_at IS NULL OR c.left_at >= $1)
)
SELECT count(*) FILTER (WHERE joined) AS members, count(*) FILTER (WHERE joined AND ${within("left_at")}) AS "membersLeft",
  count(*) FILTER (WHERE NOT joined) AS others, count(*) FILTER (WHERE NOT joined AND ${within("left_at")}) AS "othersLeft"
FROM stood`;

export function compareCustomers(window: IndicatorWindow): Statement {
  return { text: COMPARE_CUSTOMERS, values: peopleValues(window) };
}
