import type { Socket } from "node:net";
import type { Connection } from "mysql2";
import type { CursorValue, SqlConnector, SqlQuery } from "../../../core/connectors/sql-schema.ts";
import { withCursor } from "../../../core/connectors/sql-text.ts";
import type { SiteDatabase } from "../../../ingest/sql/ports.ts";
import { explainSiteError } from "./explain-site-error.ts";
import { type Column, isNumberColumn, mysqlText, readMysqlValue } from "./mysql-values.ts";
import { placeOf } from "./place-of.ts";
import { cursorAt, lastCursor, outerStatement, type PageRequest, type Pages } from "./read-pages.ts";

const CONNECT_TIMEOUT_MS = 10_000;
/** While a page is being stored the server waits to send on; usually it gives up after a minute. */
const WAIT_SECONDS = 600;
/** Themes are often put together by GROUP_CONCAT, which cuts off after 1,024 characters. */
const GROUP_CONCAT_LENGTH = 1_000_000;

type Row = readonly (Buffer | null)[];

/** @throws whatever the driver does */
export async function openMysqlSite(connector: SqlConnector, signal: AbortSignal | undefined): Promise<SiteDatabase> {
  // Loaded by those alone who have such a database.
  const { default: mysql } = await import("mysql2");
  const options = {
    ...readMysqlUrl(connector.url.reveal()),
    connectTimeout: CONNECT_TIMEOUT_MS,
    charset: "utf8mb4",
    flags: ["-LOCAL_FILES"],
  };
  const connection = mysql.createConnection(options);
  // What breaks between two statements is told by the next one.
  connection.on("error", () => undefined);
  // The server would work on for somebody who has left, and notices only when it sends.
  const abort = () => {
    const other = mysql.createConnection(options);
    other.on("error", () => undefined);
    other.query(`KILL ${connection.threadId}`, () => other.destroy());
    // Merely to leave would let whoever waits for a row wait on.
    const socket = (connection as unknown as { readonly stream: Socket }).stream;
    socket.destroy(Object.assign(new Error("interrupted"), { code: "ECONNRESET" }));
  };
  const close = async (): Promise<void> => {
    signal?.removeEventListener("abort", abort);
    await new Promise<void>((resolve) => {
      connection.end(() => resolve());
      connection.once("end", () => resolve());
      setTimeout(resolve, 1_000).unref();
    });
    connection.destroy();
  };
  try {
    await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
    const [[version]] = (await ask(connection, "SELECT VERSION()")).rows as unknown as [[Buffer]];
    for (const setting of settingsOf(version.toString(), connector)) await ask(connection, setting);
  } catch (error) {
    connection.destroy();
    throw error;
  }
  signal?.addEventListener("abort", abort);
  return {
    place: placeOf(connector.url.reveal()),
    read: (query, from, pageRows, most = null) => readPages(connection, { connector, query, from, pageRows, most }),
    close,
  };
}

function settingsOf(version: string, { timeoutMs }: SqlConnector): readonly string[] {
  const limit = /mariadb/i.test(version)
    ? `max_statement_time = ${timeoutMs / 1_000}`
    : `max_execution_time = ${timeoutMs}`;
  return [
    `SET SESSION time_zone = '+00:00', SESSION ${limit}, SESSION net_write_timeout = ${WAIT_SECONDS},
      SESSION group_concat_max_len = ${GROUP_CONCAT_LENGTH}`,
  ];
}

/** `sslmode` as PostgreSQL's URLs have it: `require` and `verify-full` check the server's name, `no-verify` does not. */
function readMysqlUrl(text: string) {
  const url = new URL(text);
  const mode = url.searchParams.get("sslmode");
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ...(mode === null || mode === "disable" ? {} : { ssl: { rejectUnauthorized: mode !== "no-verify" } }),
  };
}

async function ask(connection: Connection, sql: string): Promise<{ rows: readonly Row[]; columns: readonly Column[] }> {
  return new Promise((resolve, reject) => {
    connection.query({ sql, rowsAsArray: true, typeCast: false }, (error, rows, columns) => {
      if (error) reject(error);
      else resolve({ rows: Array.isArray(rows) ? (rows as unknown as Row[]) : [], columns: columns ?? [] });
    });
  });
}

/** The rows are read as they come, in a transaction that cannot write; the server waits while a page is being stored. */
async function* readPages(connection: Connection, { connector, query, from, pageRows, most }: PageRequest): Pages {
  const sql = withCursor(query.sql, from === null ? "NULL" : literal(from));
  let isRead = false;
  try {
    await ask(connection, "START TRANSACTION READ ONLY");
    const { columns } = await ask(connection, outerStatement(sql, null, 0).text);
    const names = columns.map(({ name }) => name);
    const at = cursorAt(query, names);
    const named = at === null ? null : `\`${(names[at] ?? "").replaceAll("`", "``")}\``;
    const { text } = outerStatement(sql, named, most);
    const isNumber = at !== null && isNumberColumn(columns[at] as Column);
    const pageOf = (rows: readonly Row[]) => ({
      columns: names,
      rows: rows.map((row) => columns.map((column, index) => readMysqlValue(row[index] ?? null, column))),
      last:
        at === null
          ? null
          : lastCursor(
              rows.map((row) => mysqlText(row[at] ?? null)),
              isNumber,
            ),
    });
    const stream = connection
      .query({ sql: text, rowsAsArray: true, typeCast: false })
      .stream({ highWaterMark: pageRows });
    let rows: Row[] = [];
    let isFirst = true;
    for await (const row of stream) {
      rows.push(row as Row);
      if (rows.length < pageRows) continue;
      yield pageOf(rows);
      isFirst = false;
      rows = [];
    }
    isRead = true;
    if (rows.length > 0 || isFirst) yield pageOf(rows);
  } catch (error) {
    isRead = true;
    throw explainSiteError(error, connector, { query, line: lineOfError(error, query, sql) });
  } finally {
    // Who stops in the middle leaves rows on their way: the connection is of no more use.
    if (isRead) await ask(connection, "ROLLBACK").catch(() => undefined);
    else connection.destroy();
  }
}

/** In bytes, so that no setting of the server's can read it otherwise than as this text. */
function literal({ text, isNumber }: CursorValue): string {
  if (isNumber && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return text;
  return `_utf8mb4 X'${Buffer.from(text, "utf8").toString("hex")}'`;
}

/** Where the text stands at which an error points, since the line that is told is that of a later word: `… near 'FORM…'`. */
function lineOfError(error: unknown, { line }: SqlQuery, sql: string): number | null {
  const near = / near '([\s\S]*)' at line \d+$/.exec(error instanceof Error ? error.message : "")?.[1];
  if (near === undefined) return null;
  const at = sql.lastIndexOf(near.split("\n) AS rekindle")[0] ?? "");
  return at === -1 ? null : line + sql.slice(0, at).split("\n").length - 1;
}
