import type { Statement } from "../../../core/statement.ts";
import type { Database } from "../database.ts";
import { lockPartitions } from "./partitions.ts";

/** Dropping a month locks everybody out of the table for a moment: rather not now than make them wait. */
const WAIT_AT_MOST = "SET LOCAL lock_timeout = '2s'";
const LOCK_NOT_AVAILABLE = "55P03";

const bare = (text: string, values: readonly unknown[] = []): Statement => ({ text, values });

/** Never by a given time that lies ahead of the machine's: what is dropped is gone for good. */
const OLD_MONTHS = `SELECT c.relname AS name, until.at AS "until"
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
CROSS JOIN LATERAL (
  SELECT (to_date(substr(c.relname, 10), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' AS at
) AS until
WHERE i.inhparent = 'activity'::regclass AND c.relname ~ '^activity_[0-9]{4}_[0-9]{2}$'
  AND until.at <= least($1::timestamptz, clock_timestamp()) - $2 * interval '1 day'
ORDER BY until.at`;

/** Drops the months of which all is older than so many days. Answers how many; those that are in use wait for the next time. */
export async function dropActivities(database: Database, at: Date, keptDays: number): Promise<number> {
  const old = await database.query<{ name: string; until: Date }>(bare(OLD_MONTHS, [at, keptDays]));
  if (old.length === 0) return 0;
  try {
    return await database.transaction(async (transaction) => {
      await transaction.query(bare(WAIT_AT_MOST));
      await lockPartitions(transaction);
      const still = await transaction.query<{ name: string; until: Date }>(bare(OLD_MONTHS, [at, keptDays]));
      for (const { name } of still) await transaction.query(bare(`DROP TABLE rekindle_partitions.${name}`));
      await transaction.query(
        bare("UPDATE installation SET activities_from = greatest(activities_from, $1)", [still.at(-1)?.until ?? null]),
      );
      return still.length;
    });
  } catch (error) {
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return 0;
    throw error;
  }
}
