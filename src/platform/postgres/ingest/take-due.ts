import type { Database } from "../database.ts";

/** Tables of what is asked for when it is due: `name`, `due_at`, `asked_at`, by the machine's clock. */
type Schedule = "feed" | "sql_source";

/**
 * Takes those of these names that are due, or all: nobody else takes them for `leaseMs`. A name that is not known yet is due
 * at once. Answers `columns` of each. The clock is rounded as what is stored is: within half a millisecond of its making, a
 * name would else not be due yet.
 */
export async function takeDue<Row>(
  database: Database,
  table: Schedule,
  columns: string,
  names: readonly string[],
  leaseMs: number,
  all: boolean,
): Promise<readonly (Row & { readonly name: string })[]> {
  await database.query({
    text: `INSERT INTO ${table} (name) SELECT unnest($1::text[]) ORDER BY 1 ON CONFLICT (name) DO NOTHING`,
    values: [names],
  });
  return database.query({
    text: `UPDATE ${table} SET due_at = clock_timestamp() + $2 * interval '1 millisecond', asked_at = clock_timestamp()
      WHERE name = ANY ($1::text[]) AND ($3 OR due_at <= clock_timestamp()::timestamptz(3)) RETURNING name, ${columns}`,
    values: [names, leaseMs, all],
  });
}
