import type { Database } from "../../src/platform/postgres/database.ts";
import type { MonthSums, PurchaseGroup } from "../../src/report/comparisons/ports.ts";
import { type Compared, drawing, isCounted, stoodNaively } from "./random-comparisons.ts";

/** A random customer's month: of some nothing is known, of others only a part. */
export interface Month {
  readonly customer: string;
  readonly month: string;
  readonly orders: number | null;
  readonly amount: number | null;
  readonly tickets: number | null;
}

/** Amounts are whole quarters, so that sums are exact. Of March nobody's tickets are known. */
export function randomMonths(seed: number, { customers }: Compared): Month[] {
  const draw = drawing(seed + 1000);
  const below = (n: number): number => Math.floor(draw() * n);
  const maybe = (value: number): number | null => (draw() < 0.2 ? null : value);
  return customers.flatMap(({ key }) =>
    ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"].flatMap((month) =>
      draw() < 0.4
        ? []
        : [
            {
              customer: key,
              month,
              orders: maybe(below(4)),
              amount: maybe(below(800) / 4 - 10),
              tickets: month === "2026-03-01" ? null : maybe(below(3)),
            },
          ],
    ),
  );
}

export async function plantMonths(database: Database, months: readonly Month[], currency = "EUR"): Promise<void> {
  await database.query({
    text: `INSERT INTO customer_month (customer_key, month, orders, amount, currency, tickets)
      SELECT customer, month, orders, amount, CASE WHEN amount IS NOT NULL THEN $2 END, tickets
      FROM jsonb_to_recordset($1::jsonb) AS r(customer text, month date, orders int, amount float8, tickets int)`,
    values: [JSON.stringify(months), currency],
  });
  await database.query({ text: "ANALYZE customer_month", values: [] });
}

const total = (values: readonly (number | null)[]): number => values.reduce<number>((all, one) => all + (one ?? 0), 0);

/** What the customers of either group ordered, paid and asked from one month to before another, one after the other. */
export function groupPurchasesNaively(
  community: Compared,
  months: readonly Month[],
  from: number,
  first: string,
  until: string,
): Record<"member" | "other", Omit<PurchaseGroup, "group">> {
  const within = months.filter(({ month }) => month >= first && month < until);
  const ofEach = (group: ReturnType<typeof stoodNaively>["member"]) => {
    const own = group.map(({ key }) => within.filter(({ customer }) => customer === key));
    const sums = (figure: "orders" | "amount" | "tickets"): MonthSums => {
      const each = own.map((rows) => total(rows.map((row) => row[figure])));
      return {
        sum: total(each),
        squares: total(each.map((one) => one ** 2)),
        having: each.filter((one) => one !== 0).length,
        months: new Set(within.filter((row) => row[figure] !== null).map(({ month }) => month)).size,
      };
    };
    const billed = own
      .map((rows) => rows.filter(({ orders, amount }) => amount !== null && orders !== null && orders > 0))
      .filter(({ length }) => length > 0)
      .map((rows) => ({ y: total(rows.map(({ amount }) => amount)), d: total(rows.map(({ orders }) => orders)) }));
    return {
      customers: group.length,
      orders: sums("orders"),
      amount: sums("amount"),
      tickets: sums("tickets"),
      basket: {
        units: billed.length,
        numerator: total(billed.map(({ y }) => y)),
        denominator: total(billed.map(({ d }) => d)),
        numeratorSquares: total(billed.map(({ y }) => y * y)),
        denominatorSquares: total(billed.map(({ d }) => d * d)),
        product: total(billed.map(({ y, d }) => y * d)),
      },
    };
  };
  const { member, other } = stoodNaively(community, from);
  return { member: ofEach(member), other: ofEach(other) };
}

/** What those drawn by a badge ordered or asked in whole months (UTC) after, and before; as `drawnNaively` has their groups. */
export function drawnMonthsNaively(
  figure: "orders" | "tickets",
  { people, acts, customers }: Compared,
  months: readonly Month[],
  since: number | null,
  to: number,
) {
  const start = (month: string) => Date.parse(`${month}T00:00:00Z`);
  const end = (month: string) => Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 1);
  const known = [...new Set(months.filter((row) => row[figure] !== null).map(({ month }) => month))];
  const drawn = people.filter(isCounted).flatMap(({ id, external }) => {
    const words = acts.filter(({ who, at, name }) => who === id && at < to && name === "Badge Earned");
    const kinds = new Set(words.map(({ properties }) => properties?.badge));
    if (kinds.size !== 1) return [];
    const at = Math.min(...words.map((word) => word.at));
    const keys = customers.filter((one) => one.external === external || one.address === id).map(({ key }) => key);
    const own = months.filter(({ customer }) => keys.includes(customer));
    const sum = (span: readonly string[]) =>
      total(own.filter(({ month }) => span.includes(month)).map((row) => row[figure]));
    const after = known.filter((month) => start(month) >= Math.max(at, since ?? at) && end(month) <= to);
    const before = known.filter((month) => end(month) <= at);
    return after.length === 0
      ? []
      : [
          {
            arm: kinds.has("gold") ? "treated" : "held_out",
            y: sum(after),
            d: after.length,
            x: sum(before),
            w: before.length,
          },
        ];
  });
  return ["treated", "held_out"].map((arm) => {
    const own = drawn.filter((one) => one.arm === arm);
    const all = (name: "y" | "d" | "x" | "w") => total(own.map((one) => one[name]));
    return {
      arm,
      main: { units: own.length, numerator: all("y"), denominator: all("d") },
      before: { numerator: all("x"), denominator: all("w") },
    };
  });
}
