import type { Database } from "../src/platform/postgres/database.ts";
import { ensurePartitions } from "../src/platform/postgres/ingest/partitions.ts";
import { AT } from "./scene.ts";

const DAYS = 112;

/** Half a visit a member and week; how often each comes is exponential. */
const VISITS = `
  INSERT INTO visit (member_id, started_at, ended_at, acts)
  SELECT member_id, started_at, started_at + interval '9 minutes', 3
  FROM (
    SELECT m.id AS member_id, date_trunc('milliseconds', greatest(m.joined_at, $1::timestamptz - random() * interval '${DAYS} days')) AS started_at
    FROM (SELECT id, joined_at, -ln(1 - random()) * ${DAYS / 14} AS mean FROM member WHERE role <> 'staff') m
    CROSS JOIN LATERAL generate_series(1, round(m.mean)::int) AS v
  ) drawn
  WHERE NOT EXISTS (SELECT FROM visit)
  GROUP BY member_id, started_at
  ORDER BY started_at`;

/** A badge that two in five got by chance or not, a tour that one in ten took, and renewals. */
const ACTS = `
  INSERT INTO activity (member_id, occurred_at, name, properties)
  SELECT m.id, $1::timestamptz - random() * interval '80 days', a.name, a.properties
  FROM member m CROSS JOIN (VALUES
    ('Badge Earned', 0.2, '{"badge": "gold"}'::jsonb), ('Badge Earned', 0.2, '{"badge": "tin"}'), ('Tour Finished', 0.1, NULL),
    ('Membership Renewed', 0.2, NULL)
  ) AS a(name, share, properties)
  WHERE ('x' || substr(md5(m.id || a.name || coalesce(a.properties::text, '')), 1, 7))::bit(28)::int / 268435456.0 < a.share
  ORDER BY 2`;

/** Half as many as members: three in ten known as members by id, two by address, the others no members. */
const CUSTOMERS = `
  INSERT INTO customer (key, customer_id, email_hash, since, renewed_at, left_at)
  SELECT 'id:' || n, CASE WHEN n % 10 < 3 THEN m.external_id ELSE 'customer-' || n END,
    CASE WHEN n % 10 IN (3, 4) THEN m.email_hash ELSE sha256(convert_to('customer' || n, 'UTF8')) END,
    $1::timestamptz - random() * interval '2000 days', CASE WHEN random() < 0.5 THEN $1 - random() * interval '300 days' END,
    CASE WHEN random() < 0.1 THEN $1 - random() * interval '100 days' END
  FROM generate_series(1, (SELECT count(*) / 2 FROM member)) AS n JOIN member m ON m.id = n`;

const MONTHS = `
  INSERT INTO customer_month (customer_key, month, orders, amount, currency, tickets)
  SELECT key, month, o, o * 40 * (0.5 + random()), 'EUR', floor(random() * 3)::int
  FROM (
    SELECT c.key, m::date AS month, 1 + floor(random() * 3)::int AS o
    FROM customer c CROSS JOIN generate_series(date_trunc('month', $1::timestamptz) - interval '12 months', date_trunc('month', $1::timestamptz), '1 month') AS m
  ) bought
  WHERE random() < 0.6`;

/** What comparisons are of, for the members that there are. Answers how many customers and months of theirs. */
export async function buildCustomers(
  database: Database,
): Promise<{ readonly customers: number; readonly months: number }> {
  await ensurePartitions(database, ["2026-09", "2026-10", "2026-11"]);
  await database.transaction(async (transaction) => {
    const run = (text: string, values: unknown[] = []) => transaction.query({ text, values });
    await run("SELECT setseed(0.44)");
    await run("SET LOCAL work_mem = '256MB'");
    for (const text of [VISITS, ACTS, CUSTOMERS, MONTHS]) await run(text, [AT]);
    await run(
      "UPDATE member m SET first_visit_at = v.at FROM (SELECT member_id, min(started_at) AS at FROM visit GROUP BY 1) v WHERE v.member_id = m.id",
    );
  });
  await database.query({ text: "VACUUM (ANALYZE) visit, activity, customer, customer_month, member", values: [] });
  const [row] = await database.query<{ customers: number; months: number }>({
    text: "SELECT (SELECT count(*) FROM customer) AS customers, (SELECT count(*) FROM customer_month) AS months",
    values: [],
  });
  return row ?? { customers: 0, months: 0 };
}
