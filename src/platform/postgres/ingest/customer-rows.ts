import type { CustomerRecord } from "../../../core/tracking/customer.ts";
import type { CustomerMonth } from "../../../core/tracking/customer-month.ts";
import type { IngestStore, KnownCustomers } from "../../../ingest/ports.ts";
import { addressHasher } from "../address-hash.ts";
import type { Queryable } from "../database.ts";

const SELECT_CUSTOMERS = `SELECT key AS id, customer_id AS "customerId", encode(email_hash, 'hex') AS "emailHash", since,
  renewed_at AS "renewedAt", left_at AS "leftAt"
FROM customer WHERE customer_id = ANY ($1::text[]) OR email_hash = ANY (SELECT decode(unnest($2::text[]), 'hex'))`;

const UPSERT_CUSTOMERS = `INSERT INTO customer (key, customer_id, email_hash, since, renewed_at, left_at)
SELECT r.id, r."customerId", decode(r."emailHash", 'hex'), r.since, r."renewedAt", r."leftAt"
FROM json_to_recordset($1::json) AS r(id text, "customerId" text, "emailHash" text, since timestamptz,
  "renewedAt" timestamptz, "leftAt" timestamptz)
ON CONFLICT (key) DO UPDATE SET customer_id = excluded.customer_id, email_hash = excluded.email_hash,
  since = excluded.since, renewed_at = excluded.renewed_at, left_at = excluded.left_at`;

const SELECT_MONTHS = `SELECT customer_key AS customer, to_char(month, 'YYYY-MM-DD') AS month, orders, amount, currency, tickets
FROM customer_month WHERE customer_key = ANY ($1::text[]) AND month = ANY ($2::date[])`;

const UPSERT_MONTHS = `INSERT INTO customer_month (customer_key, month, orders, amount, currency, tickets)
SELECT r.customer, r.month, r.orders, r.amount, r.currency, r.tickets
FROM json_to_recordset($1::json) AS r(customer text, month date, orders int, amount double precision, currency text, tickets int)
ON CONFLICT (customer_key, month) DO UPDATE SET orders = excluded.orders, amount = excluded.amount,
  currency = excluded.currency, tickets = excluded.tickets`;

/** Their months go along, to the first of those who have the address. */
const MOVE_MONTHS = `INSERT INTO customer_month (customer_key, month, orders, amount, currency, tickets)
SELECT k.key, m.month, m.orders, m.amount, m.currency, m.tickets
FROM customer nameless
JOIN LATERAL (
  SELECT c.key FROM customer c
  WHERE c.email_hash = nameless.email_hash AND c.customer_id IS NOT NULL AND c.key = ANY ($1::text[])
  ORDER BY array_position($1::text[], c.key) LIMIT 1
) k ON TRUE
JOIN customer_month m ON m.customer_key = nameless.key
WHERE nameless.customer_id IS NULL AND nameless.email_hash IN (
  SELECT email_hash FROM customer WHERE key = ANY ($1::text[]) AND customer_id IS NOT NULL
)
ON CONFLICT DO NOTHING`;

/** Who was known by an address alone, and is known by an id now. */
const DELETE_NAMELESS = `DELETE FROM customer WHERE customer_id IS NULL
  AND email_hash IN (SELECT email_hash FROM customer WHERE key = ANY ($1::text[]) AND customer_id IS NOT NULL)`;

/** A customer has become a member when a member has their id or their address. */
const COUNT_CUSTOMERS = `SELECT count(*)::int AS all, count(*) FILTER (WHERE EXISTS (
    SELECT FROM member WHERE member.external_id = customer.customer_id
  ) OR EXISTS (SELECT FROM member WHERE member.email_hash = customer.email_hash))::int AS members
FROM customer`;

type Said = Parameters<IngestStore["changeCustomers"]>[0];

export async function changeCustomers(
  transaction: Queryable,
  { ids, addresses, months }: Said,
  change: (known: KnownCustomers, hashOf: (email: string) => string) => KnownCustomers,
): Promise<void> {
  const hasher = await addressHasher(transaction);
  const hashOf = (email: string) => hasher(email).toString("hex");
  const known = await transaction.query<CustomerRecord>({
    text: SELECT_CUSTOMERS,
    values: [ids, addresses.map(hashOf)],
  });
  const keys = known.map(({ id }) => id);
  const knownMonths =
    months.length === 0 ? [] : await transaction.query<CustomerMonth>({ text: SELECT_MONTHS, values: [keys, months] });
  const changed = change({ customers: known, months: knownMonths }, hashOf);
  if (changed.customers.length > 0) {
    await transaction.query({ text: UPSERT_CUSTOMERS, values: [JSON.stringify(changed.customers)] });
  }
  if (changed.months.length > 0) {
    await transaction.query({ text: UPSERT_MONTHS, values: [JSON.stringify(changed.months)] });
  }
  if (changed.customers.length > 0) {
    const changedKeys = changed.customers.map(({ id }) => id);
    await transaction.query({ text: MOVE_MONTHS, values: [changedKeys] });
    await transaction.query({ text: DELETE_NAMELESS, values: [changedKeys] });
  }
}

export async function countCustomers(database: Queryable): Promise<{ readonly all: number; readonly members: number }> {
  const [counts] = await database.query<{ all: number; members: number }>({ text: COUNT_CUSTOMERS, values: [] });
  return counts ?? { all: 0, members: 0 };
}
