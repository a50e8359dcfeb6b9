import { createHash } from "node:crypto";
import type { Queryable } from "../database.ts";

/** By a hash made here: an address may be longer than an index takes. In one order, so that two writers never deadlock. */
const STORE_LINKS = `
  INSERT INTO link (url_hash, url)
  SELECT k.url_hash, k.url FROM unnest($1::bytea[], $2::text[]) AS k(url_hash, url)
  WHERE NOT EXISTS (SELECT FROM link l WHERE l.url_hash = k.url_hash)
  ORDER BY k.url_hash
  ON CONFLICT (url_hash) DO NOTHING`;

const FIND_NUMBERS = "SELECT id, url FROM link WHERE url_hash = ANY($1::bytea[])";

/** Stores what is new of these URLs, and answers the number of each. */
export async function numberLinks(database: Queryable, urls: readonly string[]): Promise<Map<string, number>> {
  const hashes = urls.map((url) => createHash("sha256").update(url).digest());
  await database.query({ text: STORE_LINKS, values: [hashes, urls] });
  // A statement of its own: it sees what another composer has stored meanwhile.
  const rows = await database.query<{ id: number; url: string }>({ text: FIND_NUMBERS, values: [hashes] });
  return new Map(rows.map(({ id, url }) => [url, id]));
}
