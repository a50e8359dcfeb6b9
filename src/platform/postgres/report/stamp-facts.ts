import type { Queryable } from "../database.ts";

const TABLES = [
  "assignment",
  "click",
  "content",
  "customer",
  "customer_month",
  "digest",
  "erased_exposure",
  "experiment_phase",
  "exposure",
  "feedback",
  "measure",
  "member",
  "unsubscribe_reason",
  "view",
  "visit",
  "vote",
];

/** Rows ever written to what reports read, as PostgreSQL counts them: behind by a second at most, and read in no time. */
const STAMP = `
SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::text AS stamp
FROM pg_stat_user_tables
WHERE (schemaname = current_schema() AND relname = ANY ($1::text[]))
  OR (schemaname = 'rekindle_partitions' AND relname LIKE 'activity%')`;

/** Changes when facts that a report tells of have come; null: PostgreSQL does not count them. */
export async function stampFacts(database: Queryable): Promise<string | null> {
  const [row] = await database.query<{ stamp: string }>({ text: STAMP, values: [TABLES] });
  return row === undefined || row.stamp === "0" ? null : row.stamp;
}
