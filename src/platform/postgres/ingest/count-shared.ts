import type { SharedAddresses } from "../../../ingest/ports.ts";
import type { Queryable } from "../database.ts";

/** Reads the index of addresses alone. */
const COUNT_SHARED = `
SELECT count(*)::int AS addresses, coalesce(sum(members), 0)::int AS members
FROM (SELECT count(*) AS members FROM member WHERE email_hash IS NOT NULL GROUP BY email_hash HAVING count(*) > 1) s`;

export async function countShared(database: Queryable): Promise<SharedAddresses> {
  const [row] = await database.query<SharedAddresses>({ text: COUNT_SHARED, values: [] });
  return row ?? { addresses: 0, members: 0 };
}
