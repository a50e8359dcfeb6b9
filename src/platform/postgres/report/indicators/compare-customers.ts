import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { COUNTED, peopleValues, WHO, within } from "./people.ts";

/** Whether a customer `c` is known as a person `m` of the community for whom `condition` holds, by id or by address. */
const isKnown = (condition: string) =>
  `(EXISTS (SELECT FROM member m WHERE m.external_id = c.customer_id AND ${condition})
      OR EXISTS (SELECT FROM member m WHERE m.email_hash = c.email_hash AND ${condition}))`;

/** CTE `stood`: customers at the beginning of the window, members by then (`joined`) or not; people of the house are neither. */
export const STOOD = `
stood AS (
  SELECT c.key, c.since, c.renewed_at, c.left_at, ${isKnown(`m.joined_at < $1 AND ${COUNTED}`)} AS joined
  FROM customer c
  WHERE (c.since IS NULL OR c.since < $1::timestamptz) AND (c.left_at IS NULL OR c.left_at >= $1)
    AND NOT ${isKnown(`${WHO} = 'team'`)}
)`;

/** Who of them left in the window. Grows with customers. */
const COMPARE_CUSTOMERS = `
WITH ${STOOD}
SELECT count(*) FILTER (WHERE joined) AS members, count(*) FILTER (WHERE joined AND ${within("left_at")}) AS "membersLeft",
  count(*) FILTER (WHERE NOT joined) AS others, count(*) FILTER (WHERE NOT joined AND ${within("left_at")}) AS "othersLeft"
FROM stood`;

export function compareCustomers(window: IndicatorWindow): Statement {
  return { text: COMPARE_CUSTOMERS, values: peopleValues(window) };
}
