import { addMonths } from "../../core/calendar.ts";
import { type Estimated, estimateMean, estimateRatio } from "../../core/stats/arm-estimate.ts";
import { welchInterval } from "../../core/stats/compare-arms.ts";
import type { RatioSums } from "../../core/stats/sums.ts";
import { MINIMAL_ARM, MINIMAL_CONTRIBUTORS } from "../lift/lift-report.ts";
import { roundBounds, roundNumber } from "../write/round-numbers.ts";
import type { MonthSpan } from "./choose-months.ts";
import { type Comparison, type GroupValue, MINIMAL_GROUP } from "./comparison-report.ts";
import { describe, type LineOf, line, NOTHING } from "./describe-groups.ts";
import type { MonthSums, PurchaseGroup, Purchases } from "./ports.ts";

/** What customers ordered, paid and asked, members beside those who are not; null where nothing was ever imported of it. */
export function comparePurchases({ groups, currencies, latest }: Purchases, span: MonthSpan): Comparison | null {
  if (latest === null) return null;
  const [currency = null] = currencies.length === 1 ? currencies : [];
  const isKnown = groups.some(({ orders, amount, tickets }) => orders.months + amount.months + tickets.months > 0);
  const money: LineOf<PurchaseGroup>[] =
    currency === null
      ? []
      : [
          line("amount_mean", "money", ({ amount, customers }) => monthly(amount, customers)),
          line("basket_mean", "money", ({ basket }) => ofOrders(basket)),
        ];
  const compared = describe(
    "purchases",
    (["member", "other"] as const).map((group) => ({ group, row: groups.find((row) => row.group === group) })),
    ({ customers }) => customers,
    [
      line("orders_mean", "number", ({ orders, customers }) => monthly(orders, customers)),
      ...money,
      line("tickets_mean", "number", ({ tickets, customers }) => monthly(tickets, customers)),
    ],
    isKnown ? null : "no_months",
  );
  const last = addMonths(span.until, -1);
  return { ...compared, months: { first: span.first, last, currency, currencies, latest } };
}

type Value = Omit<GroupValue, "group">;

/** For each customer and month. Of fewer than MINIMAL_GROUP who have any of it nothing is said: the mean would tell theirs. */
function monthly({ sum, squares, having, months }: MonthSums, customers: number): Value {
  if (months === 0 || customers < MINIMAL_GROUP || (having > 0 && having < MINIMAL_GROUP)) return NOTHING;
  const estimated = estimateMean({ units: customers, sum: sum / months, sumOfSquares: squares / months ** 2 });
  return withInterval(estimated, squares > 0 ? sum ** 2 / squares : 0);
}

function ofOrders(basket: RatioSums): Value {
  if (basket.units < MINIMAL_GROUP) return NOTHING;
  return withInterval(estimateRatio(basket), basket.numerator ** 2 / basket.numeratorSquares);
}

/** An interval by Student's t, where as many make the figure as a lift is told of. */
function withInterval(estimated: Estimated, contributors: number): Value {
  if ("reason" in estimated) return NOTHING;
  const { units, value, variance } = estimated.estimate;
  const isKnown = units >= MINIMAL_ARM && contributors >= MINIMAL_CONTRIBUTORS && variance > 0;
  const { low, high } = welchInterval({ estimate: value, standardError: Math.sqrt(variance) }, units - 1);
  return { ...NOTHING, value: roundNumber(value), interval: isKnown ? roundBounds({ low, high }, 1) : null };
}
