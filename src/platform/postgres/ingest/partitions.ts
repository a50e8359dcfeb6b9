import { DAY_MS } from "../../../core/calendar.ts";
import type { Database, Queryable } from "../database.ts";

/** Any number that nothing else locks: whoever makes partitions makes them alone. */
const PARTITIONS_LOCK = 4_100_601;

/** The months, in UTC, whose partitions hold activities of these instants. */
export function monthsOf(instants: readonly Date[]): string[] {
  const days = new Set(instants.map((at) => Math.floor(at.getTime() / DAY_MS)));
  return [...new Set([...days].map((day) => monthOf(new Date(day * DAY_MS))))];
}

/** `2026-11` */
function monthOf(at: Date): string {
  return at.toISOString().slice(0, 7);
}

function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return monthOf(new Date(Date.UTC(year, number, 1)));
}

/**
 * Makes the partitions of these months. A table is made first and then attached, because that locks out neither readers
 * nor writers of the months that are there.
 */
export async function ensurePartitions(database: Database, months: readonly string[]): Promise<void> {
  const missing = await missingMonths(database, months);
  if (missing.length === 0) return;
  await database.transaction(async (transaction) => {
    await lockPartitions(transaction);
    for (const month of await missingMonths(transaction, missing)) {
      const table = `rekindle_partitions.${tableOf(month)}`;
      const bounds = `FROM ('${month}-01 00:00:00+00') TO ('${nextMonth(month)}-01 00:00:00+00')`;
      await transaction.query({ text: `CREATE TABLE ${table} (LIKE activity INCLUDING DEFAULTS)`, values: [] });
      // Attaching brings the triggers of rows alone.
      await transaction.query({
        text: `CREATE TRIGGER activity_not_emptied BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty('activity')`,
        values: [],
      });
      await transaction.query({
        text: `ALTER TABLE activity ATTACH PARTITION ${table} FOR VALUES ${bounds}`,
        values: [],
      });
    }
  });
}

export async function lockPartitions(transaction: Queryable): Promise<void> {
  await transaction.query({ text: "SELECT pg_advisory_xact_lock($1)", values: [PARTITIONS_LOCK] });
}

function tableOf(month: string): string {
  return `activity_${month.replace("-", "_")}`;
}

/** Read from the catalogue itself: to_regclass answers from a cache that may not have heard of another's commit yet. */
async function missingMonths(queryable: Pick<Database, "query">, months: readonly string[]): Promise<string[]> {
  const rows = await queryable.query<{ month: string }>({
    text: `SELECT m AS month FROM unnest($1::text[]) AS m WHERE NOT EXISTS (
  SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE nspname = 'rekindle_partitions' AND relname = 'activity_' || replace(m, '-', '_')
) ORDER BY m`,
    values: [months],
  });
  return rows.map(({ month }) => month);
}
