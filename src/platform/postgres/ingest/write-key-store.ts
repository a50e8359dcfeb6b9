import { createHash } from "node:crypto";
import type { GoodKey, WriteKey, WriteKeyStore } from "../../../ingest/ports.ts";
import type { Queryable } from "../database.ts";

/** A key is random and long: a plain hash of it cannot be guessed back. */
const hashOf = (key: string) => createHash("sha256").update(key).digest();

export function createWriteKeyStore(database: Queryable): WriteKeyStore {
  return {
    add: async (name, key, isForBrowsers, at) => {
      const rows = await database.query({
        text: `INSERT INTO write_key (name, hash, for_browsers, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING name`,
        values: [name, hashOf(key), isForBrowsers, at],
      });
      return rows.length === 1;
    },
    list: () =>
      database.query<WriteKey>({
        text: `SELECT name, for_browsers AS "isForBrowsers", created_at AS "createdAt", revoked_at AS "revokedAt" FROM write_key ORDER BY created_at, name`,
        values: [],
      }),
    revoke: async (name, at) => {
      const rows = await database.query({
        text: "UPDATE write_key SET revoked_at = $2 WHERE name = $1 AND revoked_at IS NULL RETURNING name",
        values: [name, at],
      });
      return rows.length === 1;
    },
    find: async (key) => {
      const [found] = await database.query<GoodKey>({
        text: `SELECT name, for_browsers AS "isForBrowsers" FROM write_key WHERE hash = $1 AND revoked_at IS NULL`,
        values: [hashOf(key)],
      });
      return found ?? null;
    },
  };
}
