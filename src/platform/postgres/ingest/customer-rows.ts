import type { CustomerRecord } from "../../../core/tracking/customer.ts";
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

/** Who was known by an address alone, and is known by an id now. */
const DELETE_NAMELESS = `DELETE FROM customer WHERE customer_id IS NULL
  AND email_hash IN (SELECT email_hash FROM customer WHERE key = ANY ($1::text[]) AND customer_id IS NOT NULL)`;

/** A customer has become a member when a member has their id or their address. */
const COUNT_CUSTOMERS = `SELECT count(*)::int AS all, count(*) FILTER (WHERE EXISTS (
    SELECT FROM member WHERE member.external_id = customer.customer_id
  ) OR EXISTS (SELECT FROM member WHERE member.email_hash = customer.email_hash))::int AS members
FROM customer`;

export async function changeCustomers(
  transaction: Queryable,
  ids: readonly string[],
  addresses: readonly string[],
  change: (known: readonly CustomerRecord[], hashOf: (email: string) => string) => readonly CustomerRecord[],
): Promise<void> {
  const hasher = await addressHasher(transaction);
  const hashOf = (email: string) => hasher(email).toString("hex");
  const known = await transaction.query<CustomerRecord>({
    text: SELECT_CUSTOMERS,
    values: [ids, addresses.map(hashOf)],
  });
  const changed = change(known, hashOf);
  if (changed.length === 0) return;
  await transaction.query({ text: UPSERT_CUSTOMERS, values: [JSON.stringify(changed)] });
  await transaction.query({ text: DELETE_NAMELESS, values: [changed.map(({ id }) => id)] });
}

export async function countCustomers(database: Queryable): Promise<{ readonly all: number; readonly members: number }> {
  const [counts] = await database.query<{ all: number; members: number }>({ text: COUNT_CUSTOMERS, values: [] });
  return counts ?? { all: 0, members: 0 };
}
