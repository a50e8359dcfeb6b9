import type { PollState } from "../../../ingest/polling/ports.ts";
import type { Database } from "../database.ts";

const COLUMNS = `name, trouble, failures, asked_at AS "askedAt", due_at AS "dueAt"`;

/** Of all connectors that were ever due, by name. */
export async function readPollStates(database: Database): Promise<ReadonlyMap<string, PollState>> {
  const text = `SELECT ${COLUMNS} FROM feed UNION ALL SELECT ${COLUMNS} FROM sql_source`;
  const rows = await database.query<PollState>({ text, values: [] });
  return new Map(rows.map((row) => [row.name, row]));
}
