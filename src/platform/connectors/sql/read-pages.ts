import type { CursorValue, SqlConnector, SqlQuery } from "../../../core/connectors/sql-schema.ts";
import { SqlTrouble } from "../../../core/connectors/sql-trouble.ts";
import { columnAt } from "../../../core/tracking/columns.ts";
import type { SqlPage } from "../../../ingest/sql/ports.ts";

/** Where the column of a query's cursor stands in its result; null: it has none. @throws SqlTrouble when there is no such column */
export function cursorAt({ cursor, name, file, line }: SqlQuery, columns: readonly string[]): number | null {
  if (cursor === null) return null;
  const at = columnAt(columns, cursor.column);
  if (at !== -1) return at;
  throw new SqlTrouble(
    `the result of ${name} has no column "${cursor.column}", by which it should go on; it has ${columns.join(", ")}`,
    `Select that column too, in ${file} line ${line}.`,
  );
}

/** The last value of a cursor among rows as their database writes them. */
export function lastCursor(values: readonly (string | null)[], isNumber: boolean): CursorValue | null {
  const text = values.findLast((value) => value !== null);
  return text === undefined || text === null ? null : { text, isNumber };
}

/** The statement that reads a query: nothing but a SELECT can stand in it, and its order is that of the cursor. */
export function outerStatement(
  sql: string,
  orderBy: string | null,
  most: number | null,
): { before: string; text: string } {
  const before = "SELECT * FROM (\n";
  const order = orderBy === null ? "" : ` ORDER BY ${orderBy}`;
  return { before, text: `${before}${sql}\n) AS rekindle${order}${most === null ? "" : ` LIMIT ${most}`}` };
}

export interface PageRequest {
  readonly connector: SqlConnector;
  readonly query: SqlQuery;
  readonly from: CursorValue | null;
  readonly pageRows: number;
  /** null: all. */
  readonly most: number | null;
}

export type Pages = AsyncGenerator<SqlPage, void, undefined>;
