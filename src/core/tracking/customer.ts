import { z } from "zod";
import { isAddress, normaliseAddress } from "./address.ts";
import {
  joinMonth,
  MONTH_COLUMNS,
  type MonthFigures,
  type MonthReading,
  readAmount,
  readCount,
  readCurrency,
  readMonth,
  repeatedMonth,
} from "./customer-month.ts";
import { readLine, readOptionalId } from "./read-text.ts";
import { readTime } from "./read-time.ts";
import {
  type FieldMistake,
  field,
  mistakeIn,
  mistakesOf,
  type ReadRow,
  type RowWarning,
  type TimeReading,
} from "./reading.ts";

/** A customer as kept, member or not. The address itself is not: its hash finds the member who has it. */
export interface CustomerRecord {
  /** `id:` and the organisation's own id, or `address:` and the hash of the address of one without an id. */
  readonly id: string;
  readonly customerId: string | null;
  /** Hexadecimal. */
  readonly emailHash: string | null;
  readonly since: Date | null;
  readonly renewedAt: Date | null;
  readonly leftAt: Date | null;
}

/** What one row says of a customer: undefined says nothing, null empties. One of `customerId` and `email` is there. */
export interface CustomerStatement {
  readonly customerId: string | null;
  readonly email: string | null | undefined;
  readonly since?: Date | null | undefined;
  readonly renewedAt?: Date | null | undefined;
  readonly leftAt?: Date | null | undefined;
  /** What they ordered, paid and asked in a month; null: the row speaks of none. */
  readonly figures: MonthFigures | null;
}

export const CUSTOMER_COLUMNS = ["id", "email", "since", "renewedAt", "leftAt", ...MONTH_COLUMNS] as const;

/**
 * Reads the rows of one file of customers: keys as in CUSTOMER_COLUMNS, every other key left aside. A second row of the same
 * customer and month is a mistake: of a file with a line for each order, all but the last would be lost.
 */
export function customerReader(
  times: TimeReading,
  { dates, decimalComma, currency: fallback }: MonthReading,
): (row: Readonly<Record<string, unknown>>) => ReadRow<CustomerStatement> {
  const told = new Set<string>();
  const schema = z.object({
    id: field(readOptionalId),
    email: field(readLine(1_000)),
    since: field(readTime(times)),
    renewedAt: field(readTime(times)),
    leftAt: field(readTime(times)),
    month: field(readMonth(dates)),
    orders: field(readCount(decimalComma)),
    amount: field(readAmount(decimalComma)),
    currency: field(readCurrency),
    tickets: field(readCount(decimalComma)),
  });
  return (row) => {
    const whole = schema.safeParse(Object.fromEntries(CUSTOMER_COLUMNS.map((name) => [name, row[name]])));
    const flawed = whole.success ? [] : mistakesOf(whole.error, row);
    const unread = new Set(flawed.map(({ field }) => field));
    // What the other fields say together is looked at all the same, so that a row is corrected once.
    const parsed = whole.success
      ? whole
      : schema.safeParse(
          Object.fromEntries(CUSTOMER_COLUMNS.map((name) => [name, unread.has(name) ? undefined : row[name]])),
        );
    if (!parsed.success) return { mistakes: flawed };
    const { id: customerId, email: written, since, renewedAt, leftAt, ...month } = parsed.data;
    const isUsable = typeof written === "string" && isAddress(written);
    const { figures, mistakes: ofMonth } = joinMonth(month, fallback);
    const name = `${customerId ?? normaliseAddress(String(written))} ${figures?.month}`;
    const mistakes = [
      ...flawed,
      ...(unread.has("id") ? [] : withoutName(customerId, written, isUsable)),
      ...beforeTheStart({ since, renewedAt, leftAt }),
      ...ofMonth.filter(({ field }) => !unread.has(field)),
      ...(figures !== null && told.has(name) ? [repeatedMonth(figures.month)] : []),
    ];
    if (mistakes.length > 0) return { mistakes };
    if (figures !== null) told.add(name);
    const address: RowWarning = {
      code: "address",
      dropped: mistakeIn("email", "an address", written),
      says: `"${written}" is not an address: the customer is known by the id alone.`,
    };
    return {
      value: {
        customerId,
        email: typeof written === "string" && !isUsable ? null : written,
        since,
        renewedAt,
        leftAt,
        figures,
      },
      warnings: typeof written === "string" && !isUsable ? [address] : [],
    };
  };
}

function withoutName(id: string | null, email: string | null | undefined, isUsable: boolean): FieldMistake[] {
  if (id !== null || isUsable) return [];
  const found = typeof email === "string" ? JSON.stringify(email.slice(0, 60)) : "nothing";
  return [{ field: "email", expected: "an address, or an id in its column", found }];
}

function beforeTheStart({ since, ...others }: Pick<CustomerStatement, "since" | "renewedAt" | "leftAt">) {
  return (["renewedAt", "leftAt"] as const).flatMap((name): FieldMistake[] => {
    const time = others[name];
    if (!since || !time || time >= since) return [];
    return [{ field: name, expected: `a time not before since (${since.toISOString()})`, found: time.toISOString() }];
  });
}

export const customerKey = (customerId: string): string => `id:${customerId}`;
const addressKey = (emailHash: string): string => `address:${emailHash}`;

/** A statement under the key of the record that it speaks of. */
export interface KeyedCustomer extends CustomerStatement {
  readonly id: string;
  readonly emailHash: string | null | undefined;
}

/**
 * Finds whom each statement speaks of. One by address alone speaks of the customer with an id who has that address, where
 * there is exactly one; one with an id takes over what was known by its address alone. Answers the statements with their
 * keys, what is known by key, and for each key that was taken over the one that now stands for it.
 */
export function keyCustomers(
  said: readonly CustomerStatement[],
  known: readonly CustomerRecord[],
  hashOf: (email: string) => string,
): {
  readonly keyed: readonly KeyedCustomer[];
  readonly known: ReadonlyMap<string, CustomerRecord>;
  readonly takenOver: ReadonlyMap<string, string>;
} {
  const byKey = new Map(known.map((record) => [record.id, record]));
  const holders = new Map<string, string | null>();
  const takenOver = new Map<string, string>();
  for (const { id, customerId, emailHash } of known) {
    if (customerId !== null && emailHash !== null) holders.set(emailHash, holders.has(emailHash) ? null : id);
  }
  const keyed = said.map((statement): KeyedCustomer => {
    const { customerId, email } = statement;
    const emailHash = typeof email === "string" ? hashOf(email) : email;
    if (customerId === null) {
      const hash = emailHash ?? "";
      return { ...statement, emailHash, id: holders.get(hash) ?? addressKey(hash) };
    }
    const id = customerKey(customerId);
    const nameless = emailHash ? byKey.get(addressKey(emailHash)) : undefined;
    if (nameless !== undefined) takenOver.set(nameless.id, takenOver.get(nameless.id) ?? id);
    if (nameless !== undefined && !byKey.has(id)) byKey.set(id, { ...nameless, id });
    return { ...statement, emailHash, id };
  });
  return { keyed, known: byKey, takenOver };
}

/** The customer after a statement: what it says replaces, what it leaves out stays. */
export function mergeCustomer(known: CustomerRecord | undefined, said: KeyedCustomer): CustomerRecord {
  const kept = <T>(stated: T | undefined, before: T | undefined): T | null =>
    stated === undefined ? (before ?? null) : stated;
  return {
    id: said.id,
    customerId: said.customerId ?? known?.customerId ?? null,
    emailHash: kept(said.emailHash, known?.emailHash),
    since: kept(said.since, known?.since),
    renewedAt: kept(said.renewedAt, known?.renewedAt),
    leftAt: kept(said.leftAt, known?.leftAt),
  };
}
