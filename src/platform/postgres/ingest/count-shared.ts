import type { SharedAddresses } from "../../../ingest/ports.ts";
import type { Queryable } from "../database.ts";

const MOST_COUNTED = 200_000;

const KNOWN_ROWS = "SELECT greatest(reltuples, 0)::float8 AS rows FROM pg_class WHERE oid = 'member'::regclass";

/** Reads the index of addresses alone, where what it leads to has not changed since it was last tidied up. */
const COUNT_SHARED = `
SELECT count(*)::int AS addresses, coalesce(sum(members), 0)::int AS members
FROM (
  SELECT count(*) AS members FROM member WHERE email_hash IS NOT NULL AND ($1::bytea IS NULL OR email_hash < $1)
  GROUP BY email_hash HAVING count(*) > 1
) s`;

/**
 * Of up to about `mostCounted` members, all; of more, those whose address's hash is among the lowest: all who share such an address
 * are among them, and hashes fall evenly.
 */
export async function countShared(database: Queryable, mostCounted = MOST_COUNTED): Promise<SharedAddresses> {
  const [known] = await database.query<{ rows: number }>({ text: KNOWN_ROWS, values: [] });
  const share = Math.min(1, mostCounted / Math.max(1, known?.rows ?? 0));
  const below = share === 1 ? null : firstBytes(share);
  const [row] = await database.query<Omit<SharedAddresses, "isEstimated">>({ text: COUNT_SHARED, values: [below] });
  const { addresses, members } = row ?? { addresses: 0, members: 0 };
  return { addresses: Math.round(addresses / share), members: Math.round(members / share), isEstimated: share < 1 };
}

/** Below which such a share of all hashes lies. */
function firstBytes(share: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(Math.floor(share * 2 ** 32));
  return bytes;
}
