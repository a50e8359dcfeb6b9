import { createHash } from "node:crypto";
import type { WriteKey, WriteKeyStore } from "../../../ingest/ports.ts";
import type { Queryable } from "../database.ts";

/** A key is random and long: a plain hash of it cannot be guessed back. */
const hashOf = (key: string) => createHash("sha256").update(key).digest();

export function createWriteKeyStore(database: Queryable): WriteKeyStore {
  return {
    add: async (name, key, at) => {
      const rows = await database.query({
        text: `INSERT INTO write_key (name, hash, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING name`,
        values: [name, hashOf(key), at],
      });
      return rows.length === 1;
    },
    list: () =>
      database.query<WriteKey>({
        text: `SELECT name, created_at AS "createdAt", revoked_at AS "revokedAt" FROM write_key ORDER BY created_at, name`,
        values: [],
      }),
    revoke: async (name, at) => {
      const rows = await database.query({
        text: "UPDATE write_key SET revoked_at = $2 WHERE name = $1 AND revoked_at IS NULL RETURNING name",
        values: [name, at],
      });
      return rows.length === 1;
    },
    nameOf: async (key) => {
      const rows = await database.query<{ name: string }>({
        text: "SELECT name FROM write_key WHERE hash = $1 AND revoked_at IS NULL",
        values: [hashOf(key)],
      });
      return rows[0]?.name ?? null;
    },
  };
}
