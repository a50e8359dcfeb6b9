import * as z from "zod";
import { durationMs } from "../calendar.ts";
import { type Checked, checkShape, firstLineOf } from "../rules/text/check-shape.ts";
import type { Located } from "../rules/text/document.ts";
import { durationField, textField, timezoneField } from "../rules/text/fields.ts";
import type { Mistake } from "../rules/text/mistake.ts";
import { lineOf, mistakeAt, type Source } from "../rules/text/source.ts";
import type { ConnectorDocument, ConnectorKind } from "./connector-kind.ts";
import { type Secret, secretField } from "./secret.ts";
import { isSelect, leavesOutLast, namesCursor } from "./sql-text.ts";

/** What may be asked of a site's database, in the order in which it is. Views are events of one name. */
export const SQL_QUERIES = ["members", "content", "events", "views"] as const;
export type SqlQueryName = (typeof SQL_QUERIES)[number];

/** A value of the column by which a query goes on, as its database writes it. */
export interface CursorValue {
  readonly text: string;
  readonly isNumber: boolean;
}

export interface SqlQuery {
  readonly name: SqlQueryName;
  readonly sql: string;
  /** By which it goes on where it stopped; null: it is read from its beginning each time. */
  readonly cursor: { readonly column: string; readonly start: CursorValue } | null;
  /** Where its text stands. */
  readonly file: string;
  /** The line on which the text begins, from 1. */
  readonly line: number;
}

/** A site's database as the operator connects it. */
export interface SqlConnector {
  readonly kind: "sql";
  /** The name of its file. */
  readonly name: string;
  readonly url: Secret;
  readonly everyMs: number;
  /** After which the database gives a query up. */
  readonly timeoutMs: number;
  /** Of times that are stored without a zone; null: such a time is a mistake. */
  readonly timezone: string | null;
  readonly queries: readonly SqlQuery[];
}

const SHORTEST_MS = 60_000;
const URL_FORM = {
  expected: "a URL that begins with postgres:// or mysql:// and names a database",
  isGood: (text: string) =>
    /^(?:postgres|postgresql|mysql|mariadb):\/\/[^\s]+$/.test(text) &&
    URL.canParse(text) &&
    new URL(text).pathname.length > 1,
};

const querySchema = z.strictObject(
  {
    sql: textField,
    cursor: textField.max(128).optional(),
    start: z
      .union([z.string(), z.number()], { error: "write the value to begin with, such as 0 or 1970-01-01" })
      .optional(),
  },
  { error: "write the query as a block: { sql: … }" },
);
type WrittenQuery = z.infer<typeof querySchema>;

/** How a connector of kind sql is written, key by key. */
const sqlSchema = (secrets: ConnectorDocument["secrets"]) =>
  z
    .strictObject({
      kind: z.literal("sql"),
      url: secretField(secrets, URL_FORM),
      every: durationField.optional(),
      timeout: durationField.optional(),
      timezone: timezoneField.optional(),
      members: querySchema.optional(),
      content: querySchema.optional(),
      events: querySchema.optional(),
      views: querySchema.optional(),
    })
    .meta({ title: "A site's database: PostgreSQL, MySQL or MariaDB" });

export const sqlKind: ConnectorKind<SqlConnector> = {
  kind: "sql",
  read: readSqlConnector,
  tell: ({ url, queries }) => `${queries.map(({ name }) => name).join(", ")} of ${url}`,
};

function readSqlConnector({ name, source, document, secrets }: ConnectorDocument): Checked<SqlConnector> {
  const { value: written, mistakes } = checkShape(source, document, sqlSchema(secrets));
  mistakes.push(...queryMistakes(source, document, mistakes.length === 0));
  if (written === undefined || mistakes.length > 0) return { value: undefined, mistakes };
  const queries = SQL_QUERIES.flatMap((query) => {
    const asked = written[query];
    return asked === undefined ? [] : [sqlQuery(query, asked, source, document)];
  });
  return {
    value: {
      kind: "sql",
      name,
      url: written.url,
      everyMs: Math.max(SHORTEST_MS, durationMs(written.every ?? { count: 15, unit: "minutes" })),
      timeoutMs: durationMs(written.timeout ?? { count: 10, unit: "minutes" }),
      timezone: written.timezone ?? null,
      queries,
    },
    mistakes,
  };
}

function sqlQuery(
  name: SqlQueryName,
  { sql, cursor, start }: WrittenQuery,
  source: Source,
  document: Located,
): SqlQuery {
  const at = document.children.get(name)?.children.get("sql")?.span[0] ?? 0;
  // What a block holds begins on the line below its `|`.
  const line = lineOf(source, at) + (/[|>]/.test(source.text[at] ?? "") ? 2 : 1);
  return {
    name,
    sql,
    cursor:
      cursor === undefined || start === undefined
        ? null
        : { column: cursor, start: { text: String(start), isNumber: typeof start === "number" } },
    file: source.file,
    line,
  };
}

/** What no schema of a single key sees. A file whose keys are mistyped has queries by another name. */
function queryMistakes(source: Source, document: Located, needsSome: boolean): readonly Mistake[] {
  const asked = SQL_QUERIES.flatMap((name) => document.children.get(name) ?? []);
  if (asked.length === 0 && needsSome) {
    const hint = `write at least one of ${SQL_QUERIES.join(", ")}, each with its sql`;
    return [mistakeAt(source, firstLineOf(document), "there is nothing to ask of the database", hint)];
  }
  return asked.flatMap((query) => mistakesIn(source, query));
}

function mistakesIn(source: Source, query: Located): readonly Mistake[] {
  const [sql, cursor, start] = ["sql", "cursor", "start"].map((key) => query.children.get(key));
  const mistakes: Mistake[] = [];
  const add = (located: Located, message: string, hint: string): void => {
    mistakes.push(mistakeAt(source, located.keySpan ?? located.span, message, hint));
  };
  if (cursor !== undefined && start === undefined) {
    add(cursor, '"start" is missing', "write the value to begin with, such as start: 0 or start: 1970-01-01");
  }
  if (start !== undefined && cursor === undefined) {
    add(start, '"cursor" is missing', "write the column by which the query goes on, such as cursor: updated_at");
  }
  if (sql === undefined || typeof sql.value !== "string" || sql.value.trim() === "") return mistakes;
  const text = sql.value;
  if (!isSelect(text)) add(sql, "this is no SELECT", "write one SELECT; nothing else is sent to the database");
  if (cursor !== undefined && !namesCursor(text)) {
    add(sql, ":cursor is missing in the query", `write WHERE ${String(cursor.value)} >= :cursor`);
  }
  if (cursor === undefined && namesCursor(text)) {
    add(sql, ":cursor stands in the query, and no column is named", "write cursor: and start: beside sql:");
  }
  if (leavesOutLast(text)) {
    add(sql, "> :cursor leaves rows out that share the last value", "write >= :cursor; what comes twice counts once");
  }
  return mistakes;
}
