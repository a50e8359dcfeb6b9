import { canonicalText } from "../core/tracking/canonical-text.ts";
import { type CustomerRecord, type CustomerStatement, keyCustomers, mergeCustomer } from "../core/tracking/customer.ts";
import { type CustomerMonth, mergeMonth } from "../core/tracking/customer-month.ts";
import type { Counts } from "./counts.ts";
import type { KnownCustomers } from "./ports.ts";

/**
 * Applies rows to the customers and months that are known, in order. A row is new where its customer or its month is, and changed
 * where it changes either. Answers what must be stored.
 */
export function foldCustomers(
  said: readonly CustomerStatement[],
  found: KnownCustomers,
  hashOf: (email: string) => string,
): { readonly counts: Counts; readonly changed: KnownCustomers } {
  const { keyed, known, takenOver } = keyCustomers(said, found.customers, hashOf);
  const customers = new Changes<CustomerRecord>(known);
  const months = new Changes<CustomerMonth>(monthsByKey(found.months, takenOver));
  const counts = { new: 0, changed: 0, unchanged: 0 };
  for (const statement of keyed) {
    const became = [customers.set(statement.id, mergeCustomer(customers.get(statement.id), statement))];
    if (statement.figures !== null) {
      const key = monthKey(statement.id, statement.figures.month);
      became.push(months.set(key, mergeMonth(months.get(key), statement.id, statement.figures)));
    }
    counts[became.find((one) => one === "new") ?? became.find((one) => one === "changed") ?? "unchanged"] += 1;
  }
  return { counts, changed: { customers: customers.all(), months: months.all() } };
}

const monthKey = (customer: string, month: string): string => `${month} ${customer}`;

/** Of who was known by an address alone too, under the key that stands for them now. */
function monthsByKey(months: readonly CustomerMonth[], takenOver: ReadonlyMap<string, string>) {
  const moved = months.flatMap((month) => {
    const customer = takenOver.get(month.customer);
    return customer === undefined ? [] : [{ ...month, customer }];
  });
  return new Map([...moved, ...months].map((month) => [monthKey(month.customer, month.month), month]));
}

class Changes<Kept> {
  readonly #known: ReadonlyMap<string, Kept>;
  readonly #now = new Map<string, Kept>();

  constructor(known: ReadonlyMap<string, Kept>) {
    this.#known = known;
  }

  get(key: string): Kept | undefined {
    return this.#now.get(key) ?? this.#known.get(key);
  }

  set(key: string, after: Kept): keyof Counts {
    const before = this.get(key);
    if (before !== undefined && canonicalText(before) === canonicalText(after)) return "unchanged";
    this.#now.set(key, after);
    return before === undefined ? "new" : "changed";
  }

  all(): readonly Kept[] {
    return [...this.#now.values()];
  }
}
