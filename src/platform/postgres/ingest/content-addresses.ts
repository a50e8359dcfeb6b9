import type { ContentAddresses } from "../../../ingest/ports.ts";
import type { Queryable } from "../database.ts";

export function createContentAddresses(database: Queryable): ContentAddresses {
  return {
    find: async (urls) => {
      const text = "SELECT url, min(external_id) AS id FROM content WHERE url = ANY($1::text[]) GROUP BY url";
      const rows = await database.query<{ url: string; id: string }>({ text, values: [urls] });
      return new Map(rows.map(({ url, id }) => [url, id]));
    },
  };
}
