import type { Statement } from "../../../../core/statement.ts";
import type { Draw } from "../../../../core/treatment.ts";
import type { BeforeAfterWindow } from "../../../../report/comparisons/ports.ts";
import type { PurchaseOutcome } from "../../../../report/lift/lift-report.ts";
import { SUM_UNITS } from "../sum-units.ts";
import { drawn, drawnValues } from "./drawn.ts";

const BEFORE_MONTHS = 12;

/** Of amounts that are not zero, whenever: those of which one alone makes amounts comparable, below. */
export function listCurrencies(): Statement {
  const text =
    "SELECT DISTINCT currency FROM customer_month WHERE amount <> 0 AND currency IS NOT NULL ORDER BY currency";
  return { text, values: [] };
}

/**
 * What each member ordered, paid or asked in the months that began after they were drawn and were over in the window, of those of which
 * anybody's is known; and in the twelve months before the draw. Who is no customer had nothing: whether they became one is
 * something that a treatment can change. $8: timezone. Grows with those drawn and their months.
 */
export function sumDrawnPurchases(
  figure: PurchaseOutcome,
  window: BeforeAfterWindow,
  draw: Draw,
  drawnOn: Date | null,
  timezone: string,
): Statement {
  const text = `
WITH ${drawn(draw.by.kind)},
known AS MATERIALIZED (
  SELECT month, month::timestamp AT TIME ZONE $8 AS begun, (month + interval '1 month') AT TIME ZONE $8 AS over
  FROM customer_month WHERE ${figure} IS NOT NULL
    ${figure === "amount" ? "AND (SELECT count(DISTINCT currency) FROM customer_month WHERE amount <> 0) = 1" : ""}
  GROUP BY month
),
customers AS MATERIALIZED (
  SELECT e.member_id, c.key FROM exposed e JOIN member m ON m.id = e.member_id JOIN customer c ON c.customer_id = m.external_id
  UNION
  SELECT e.member_id, c.key FROM exposed e JOIN member m ON m.id = e.member_id JOIN customer c ON c.email_hash = m.email_hash
),
bought AS MATERIALIZED (
  SELECT c.member_id, b.month, sum(b.${figure})::float8 AS n
  FROM customers c CROSS JOIN LATERAL (
    SELECT month, ${figure} FROM customer_month WHERE customer_key = c.key AND ${figure} IS NOT NULL
  ) b
  GROUP BY c.member_id, b.month
),
sides AS MATERIALIZED (
  SELECT e.experiment, e.phase, e.arm, e.rule, e.unit, e.member_id, k.month, k.begun >= e.counted_from AS later
  FROM exposed e JOIN known k ON (k.begun >= e.counted_from AND k.over <= $2)
    OR (k.over <= e.exposed_at AND k.begun >= e.exposed_at - interval '${BEFORE_MONTHS} months')
  WHERE NOT e.mixed
),
measured AS (
  SELECT s.experiment, s.phase, s.arm, s.rule, s.unit,
    coalesce(sum(b.n) FILTER (WHERE s.later), 0)::float8 AS y, (count(*) FILTER (WHERE s.later))::float8 AS d,
    coalesce(sum(b.n) FILTER (WHERE NOT s.later), 0)::float8 AS x, (count(*) FILTER (WHERE NOT s.later))::float8 AS w
  FROM sides s LEFT JOIN bought b ON b.member_id = s.member_id AND b.month = s.month
  GROUP BY s.experiment, s.phase, s.arm, s.rule, s.unit, s.member_id
),
${SUM_UNITS}`;
  return { text, values: [...drawnValues(window, draw, drawnOn), timezone] };
}
