import type { SqlQueryName } from "../../../core/connectors/sql-schema.ts";
import type { SqlSourceStore } from "../../../ingest/sql/ports.ts";
import type { Database } from "../database.ts";
import { takeDue } from "./take-due.ts";

const RENEW = `UPDATE sql_source SET due_at = clock_timestamp() + $2 * interval '1 millisecond' WHERE name = $1`;

const KEEP = `UPDATE sql_source SET failures = $2, trouble = $3, due_at = clock_timestamp() + $4 * interval '1 millisecond'
WHERE name = $1`;

const KEEP_CURSOR = `INSERT INTO sql_cursor (source, query, "column", value, is_number, place) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (source, query) DO UPDATE SET "column" = excluded."column", value = excluded.value,
  is_number = excluded.is_number, place = excluded.place, moved_at = clock_timestamp()`;

interface CursorRow {
  readonly query: SqlQueryName;
  readonly column: string;
  readonly value: string;
  readonly isNumber: boolean;
  readonly place: string | null;
}

export function createSqlSourceStore(database: Database): SqlSourceStore {
  return {
    takeDue: async (names, leaseMs, all) => {
      const rows = await takeDue<{ failures: number }>(database, "sql_source", "failures", names, leaseMs, all);
      return new Map(rows.map(({ name, failures }) => [name, failures]));
    },
    renew: async (name, leaseMs) => {
      await database.query({ text: RENEW, values: [name, leaseMs] });
    },
    keep: async (name, failures, trouble, dueInMs) => {
      await database.query({ text: KEEP, values: [name, failures, trouble, dueInMs] });
    },
    readCursors: async (name) => {
      const rows = await database.query<CursorRow>({
        text: `SELECT query, "column", value, is_number AS "isNumber", place FROM sql_cursor WHERE source = $1`,
        values: [name],
      });
      return new Map(
        rows.map(({ query, column, value: text, isNumber, place }) => [
          query,
          { column, value: { text, isNumber }, place },
        ]),
      );
    },
    keepCursor: async (name, query, { column, value, place }) => {
      await database.query({ text: KEEP_CURSOR, values: [name, query, column, value.text, value.isNumber, place] });
    },
  };
}
