import type { Statement } from "../../../../core/statement.ts";
import type { MonthSums, MonthWindow, PurchaseGroup, Purchases } from "../../../../report/comparisons/ports.ts";
import type { Queryable } from "../../database.ts";
import { STOOD } from "../indicators/compare-customers.ts";

type Figure = "orders" | "amount" | "tickets";

const sumsOf = (figure: Figure) => `
  coalesce(sum(b.${figure}), 0)::float8 AS "${figure}Sum", coalesce(sum(b.${figure} ^ 2), 0)::float8 AS "${figure}Squares",
  count(*) FILTER (WHERE b.${figure} <> 0) AS "${figure}Having", max(k.${figure}) AS "${figure}Months"`;

/**
 * $1 the first month's beginning, $2 its first day, $3 team, $4 the first day after the last month. A month is known of a figure
 * where anybody has it. Grows with customers and with the rows of these months: each customer's are looked up by their key, since
 * of tables without statistics the planner held every customer against everybody's months.
 */
const GROUP_PURCHASES = `
WITH ${STOOD},
known AS MATERIALIZED (
  SELECT count(DISTINCT month) FILTER (WHERE orders IS NOT NULL) AS orders,
    count(DISTINCT month) FILTER (WHERE amount IS NOT NULL) AS amount,
    count(DISTINCT month) FILTER (WHERE tickets IS NOT NULL) AS tickets
  FROM customer_month WHERE month >= $2::date AND month < $4::date
)
SELECT CASE WHEN s.joined THEN 'member' ELSE 'other' END AS "group", count(*) AS customers,${(["orders", "amount", "tickets"] as const).map(sumsOf).join(",")},
  count(b.billed) AS units, coalesce(sum(b.basket), 0)::float8 AS y, coalesce(sum(b.billed), 0)::float8 AS d,
  coalesce(sum(b.basket ^ 2) FILTER (WHERE b.billed IS NOT NULL), 0)::float8 AS yy, coalesce(sum(b.billed ^ 2), 0)::float8 AS dd,
  coalesce(sum(b.basket * b.billed), 0)::float8 AS yd
FROM stood s CROSS JOIN known k CROSS JOIN LATERAL (
  SELECT sum(m.orders)::float8 AS orders, sum(m.amount) AS amount, sum(m.tickets)::float8 AS tickets,
    sum(m.orders) FILTER (WHERE m.amount IS NOT NULL AND m.orders > 0)::float8 AS billed,
    sum(m.amount) FILTER (WHERE m.orders > 0) AS basket
  FROM customer_month m WHERE m.customer_key = s.key AND m.month >= $2::date AND m.month < $4::date
) b
GROUP BY s.joined`;

const MONTHS_KNOWN = `
SELECT coalesce(array_agg(DISTINCT currency) FILTER (WHERE amount <> 0 AND month >= $1::date AND month < $2::date), '{}') AS currencies,
  to_char(max(month), 'YYYY-MM-DD') AS latest
FROM customer_month WHERE orders IS NOT NULL OR amount IS NOT NULL OR tickets IS NOT NULL`;

type Row = Record<
  `${Figure}${"Sum" | "Squares" | "Having" | "Months"}` | "units" | "y" | "d" | "yy" | "dd" | "yd",
  number
> &
  Pick<PurchaseGroup, "group" | "customers">;

export async function groupPurchases(queryable: Queryable, window: MonthWindow): Promise<Purchases> {
  const { first, until } = window;
  const [known] = await queryable.query<Omit<Purchases, "groups">>({ text: MONTHS_KNOWN, values: [first, until] });
  if (known === undefined || known.latest === null) return { groups: [], currencies: [], latest: null };
  const rows = await queryable.query<Row>(purchasesStatement(window));
  return { groups: rows.map(readGroup), currencies: known.currencies.toSorted(), latest: known.latest };
}

export function purchasesStatement({ from, first, until, team }: MonthWindow): Statement {
  return { text: GROUP_PURCHASES, values: [from, first, team, until] };
}

function readGroup(row: Row): PurchaseGroup {
  const sums = (figure: Figure): MonthSums => ({
    sum: row[`${figure}Sum`],
    squares: row[`${figure}Squares`],
    having: row[`${figure}Having`],
    months: row[`${figure}Months`],
  });
  return {
    group: row.group,
    customers: row.customers,
    orders: sums("orders"),
    amount: sums("amount"),
    tickets: sums("tickets"),
    basket: {
      units: row.units,
      numerator: row.y,
      denominator: row.d,
      numeratorSquares: row.yy,
      denominatorSquares: row.dd,
      product: row.yd,
    },
  };
}
