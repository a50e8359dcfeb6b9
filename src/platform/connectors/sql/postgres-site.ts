import pg from "pg";
import type { SqlConnector, SqlQuery } from "../../../core/connectors/sql-schema.ts";
import { withCursor } from "../../../core/connectors/sql-text.ts";
import type { SiteDatabase } from "../../../ingest/sql/ports.ts";
import { explainSiteError } from "./explain-site-error.ts";
import { placeOf } from "./place-of.ts";
import { postgresNumbers, readPostgresValue } from "./postgres-values.ts";
import { cursorAt, lastCursor, outerStatement, type PageRequest, type Pages } from "./read-pages.ts";

const CONNECT_TIMEOUT_MS = 10_000;
/** Values stay as the server writes them: a time that became one of JavaScript's has lost its last digits. */
const AS_IS = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;

/** Without it PostgreSQL takes several statements at once, of which the first may end the transaction that cannot write. */
const ONE_STATEMENT = { queryMode: "extended" } as const;

/** @throws whatever the driver does */
export async function openPostgresSite(
  connector: SqlConnector,
  signal: AbortSignal | undefined,
): Promise<SiteDatabase> {
  const client = new pg.Client({
    connectionString: connector.url.reveal(),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: "rekindle",
  });
  // What breaks between two statements is told by the next one.
  client.on("error", () => undefined);
  const close = async (): Promise<void> => {
    signal?.removeEventListener("abort", close);
    await client.end().catch(() => undefined);
  };
  try {
    await client.connect();
  } catch (error) {
    await close();
    throw error;
  }
  // A server of 14 or later then gives up what it works out for somebody who has left.
  await client.query("SET client_connection_check_interval = 1000").catch(() => undefined);
  signal?.addEventListener("abort", close);
  return {
    place: placeOf(connector.url.reveal()),
    read: (query, from, pageRows, most = null) => readPages(client, { connector, query, from, pageRows, most }),
    close,
  };
}

/** A cursor of the server, in a transaction that cannot write: whatever is read, a page is held. */
async function* readPages(client: pg.Client, { connector, query, from, pageRows, most }: PageRequest): Pages {
  const values = query.cursor === null ? [] : [from?.text ?? null];
  const sql = withCursor(query.sql, "$1");
  const ask = async (before: string, text: string, bound: readonly (string | null)[] = []) => {
    try {
      return await client.query<string[]>({
        ...ONE_STATEMENT,
        text,
        values: [...bound],
        rowMode: "array",
        types: AS_IS,
      } as never);
    } catch (error) {
      const line = before === "" ? null : lineOfError(error, query, before, text);
      throw explainSiteError(error, connector, { query, line });
    }
  };
  await ask("", "BEGIN TRANSACTION READ ONLY");
  try {
    await ask(
      "",
      `SELECT set_config('statement_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $1, true),
        set_config('timezone', $2, true), set_config('datestyle', 'ISO, YMD', true), set_config('cursor_tuple_fraction', '1', true)`,
      [String(connector.timeoutMs), connector.timezone ?? "UTC"],
    );
    const shape = outerStatement(sql, null, 0);
    const { fields } = await ask(shape.before, shape.text, values);
    const columns = fields.map(({ name }) => name);
    const at = cursorAt(query, columns);
    const named = at === null ? null : pg.escapeIdentifier(columns[at] ?? "");
    const { before, text } = outerStatement(sql, named, most);
    const declare = "DECLARE rekindle NO SCROLL CURSOR FOR ";
    await ask(declare + before, declare + text, values);
    const isNumber = at !== null && postgresNumbers.has(fields[at]?.dataTypeID ?? 0);
    for (let isFirst = true; ; isFirst = false) {
      const { rows } = await ask("", `FETCH ${pageRows} FROM rekindle`);
      if (rows.length === 0 && !isFirst) return;
      yield {
        columns,
        rows: rows.map((row) =>
          fields.map(({ dataTypeID }, index) =>
            readPostgresValue((row as (string | null)[])[index] ?? null, dataTypeID),
          ),
        ),
        last:
          at === null
            ? null
            : lastCursor(
                rows.map((row) => row[at] ?? null),
                isNumber,
              ),
      };
      if (rows.length < pageRows) return;
    }
  } finally {
    await client.query("ROLLBACK").catch(() => undefined);
  }
}

/** The line of the file that an error of PostgreSQL points to. */
function lineOfError(error: unknown, query: SqlQuery, before: string, text: string): number | null {
  const position = Number((error as { position?: unknown }).position ?? Number.NaN);
  if (!Number.isInteger(position)) return null;
  // PostgreSQL counts characters, not the units of which JavaScript makes them.
  const upTo = [...text].slice(before.length, position - 1).join("");
  return query.line + upTo.split("\n").length - 1;
}
