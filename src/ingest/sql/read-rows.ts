import type { SqlConnector, SqlQuery } from "../../core/connectors/sql-schema.ts";
import { SqlTrouble } from "../../core/connectors/sql-trouble.ts";
import { columnAt, resolveColumns, sayMissing } from "../../core/tracking/columns.ts";
import type { ReadRow } from "../../core/tracking/reading.ts";
import type { ImportKind } from "../import-rows.ts";

/** A result's rows, read as those of a file of this kind. */
export interface RowReader<T> {
  readonly notices: readonly string[];
  /** By the names of its fields; beside it, what it says. */
  readonly read: (row: readonly unknown[]) => { readonly fields: Readonly<Record<string, unknown>> } & ReadRow<T>;
}

/** Columns that hold several values, which a database without arrays writes as JSON. */
const LISTS = new Set(["themes", "reads"]);
const FILE_ADVICE = /\(for times without a zone say which with --timezone\)/;

/** @throws SqlTrouble when columns are missing, or two have one name */
export function rowReader<T>(
  { name }: SqlConnector,
  query: SqlQuery,
  kind: ImportKind<T>,
  columns: readonly string[],
): RowReader<T> {
  const kept = columnsToRead(query, kind, columns);
  const header = kept.map((at) => columns[at] ?? "");
  const { fields, missing, repeated, notices } = resolveColumns(header, kind.columns);
  if (missing.length > 0) {
    throw new SqlTrouble(
      `the result of ${query.name} lacks ${sayMissing(missing, columns)}; it has ${columns.join(", ")}`,
      `Name the columns in ${query.file} line ${query.line}, such as author_id AS "userId"; docs/import.md lists them.`,
    );
  }
  const [twice] = repeated;
  if (twice !== undefined) {
    const named = twice.columns.map((name) => `"${name}"`).join(", ");
    throw new SqlTrouble(
      `the result of ${query.name} has two columns for "${twice.field}": ${named}`,
      `Give each column a name of its own in ${query.file} line ${query.line}.`,
    );
  }
  const lists = fields.map((field) => field !== null && LISTS.has(field));
  return {
    notices,
    read: (row) => {
      const values: Record<string, unknown> = {};
      for (const [at, field] of fields.entries()) {
        // As a file has it that lacks a cell: `__proto__` is no plain name.
        if (field === null || field === "__proto__") continue;
        const value = row[kept[at] ?? -1];
        values[field] = lists[at] ? listOf(value) : value;
      }
      const read = kind.read(values);
      if ("value" in read) return { fields: values, ...read };
      const mistakes = read.mistakes.map((mistake) => ({
        ...mistake,
        expected: mistake.expected.replace(FILE_ADVICE, `(for times without a zone write timezone: into ${name}.yaml)`),
      }));
      return { fields: values, mistakes };
    },
  };
}

/** All but a column that is there for the cursor alone, which says nothing of a member or an act. */
function columnsToRead<T>({ cursor }: SqlQuery, { columns: plan }: ImportKind<T>, columns: readonly string[]) {
  const at = cursor === null ? -1 : columnAt(columns, cursor.column);
  const [field] = resolveColumns([columns[at] ?? ""], plan).fields;
  const isOfCursorAlone = typeof field !== "string" || !plan.known.includes(field);
  return columns.flatMap((_, index) => (index === at && isOfCursorAlone ? [] : [index]));
}

function listOf(value: unknown): unknown {
  if (typeof value !== "string" || !value.startsWith("[")) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
