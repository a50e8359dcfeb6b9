import type { Database } from "./database.ts";

/** Takes every table of every schema away, those of other programs included. For databases that are made anew. */
export async function emptyDatabase(database: Database): Promise<void> {
  const schemas = await database.query<{ name: string }>({
    text: "SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
    values: [],
  });
  for (const { name } of schemas) {
    await database.query({ text: `DROP SCHEMA "${name.replaceAll('"', '""')}" CASCADE`, values: [] });
  }
  await database.query({ text: "CREATE SCHEMA public", values: [] });
}
