import type { SqlConnector, SqlQuery } from "../../../core/connectors/sql-schema.ts";
import { SqlTrouble } from "../../../core/connectors/sql-trouble.ts";
import { connectionFault, hostOf } from "../../postgres/connection-error.ts";

/** What MySQL and MariaDB say of those who may not enter, and of a connection that is gone. */
const MYSQL_REFUSED = new Set([
  "ER_ACCESS_DENIED_ERROR",
  "ER_DBACCESS_DENIED_ERROR",
  "ER_BAD_DB_ERROR",
  "ER_ACCESS_DENIED_NO_PASSWORD_ERROR",
  "ER_HOST_NOT_PRIVILEGED",
  "ER_MUST_CHANGE_PASSWORD",
  "ER_NOT_SUPPORTED_AUTH_MODE",
  "HANDSHAKE_NO_SSL_SUPPORT",
  "HANDSHAKE_SSL_ERROR",
]);
const MYSQL_LOST = new Set([
  "PROTOCOL_CONNECTION_LOST",
  "ER_CON_COUNT_ERROR",
  "ER_SERVER_SHUTDOWN",
  "ER_CONNECTION_KILLED",
]);

/** PostgreSQL by its code, MySQL and MariaDB by their numbers. */
const TIMED_OUT = new Set<unknown>(["57014", 3024, 1969]);
const WRITES = new Set(["25006", "ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION"]);
const NOT_ALLOWED = new Set(["42501", "ER_TABLEACCESS_DENIED_ERROR", "ER_COLUMNACCESS_DENIED_ERROR"]);

/** What PostgreSQL, and MySQL and MariaDB, say of what stands behind a semicolon. */
const SEVERAL = /at or near ";"|near ';|multiple commands/;

/** An error of a driver becomes what an operator can do something about; whatever else stays as it is. */
export function explainSiteError(
  error: unknown,
  connector: SqlConnector,
  asked: { readonly query: SqlQuery; readonly line: number | null } | null,
): unknown {
  if (error instanceof SqlTrouble || !(error instanceof Error)) return error;
  const code = String((error as { code?: unknown }).code ?? "");
  const { variable } = connector.url;
  const server = hostOf(connector.url.reveal());
  const fault = connectionFault(error);
  if (fault?.isRefused || MYSQL_REFUSED.has(code)) {
    return new SqlTrouble(
      `the database at ${server} refuses the connection: ${error.message}`,
      `Check the user, the password and the database's name in ${variable}.`,
      true,
    );
  }
  if (fault !== null || MYSQL_LOST.has(code)) {
    return new SqlTrouble(
      `the database at ${server} cannot be reached (${fault?.code ?? code})`,
      `Check that it runs, that it lets this machine in, and that ${variable} names it.`,
      true,
    );
  }
  if (error instanceof URIError) {
    return new SqlTrouble(
      `the URL of the database at ${server} cannot be read: a % in it encodes no character`,
      `Encode what is special in the user and the password of ${variable}: % as %25, @ as %40.`,
      true,
    );
  }
  if (asked === null) {
    return new SqlTrouble(
      `the database at ${server} cannot be used: ${error.message}`,
      `Check what ${variable} says.`,
      true,
    );
  }
  const { query, line } = asked;
  const where = `${query.file} line ${line ?? query.line}`;
  const message = `the query ${query.name} (${where}) failed: ${said(error)}`;
  if (TIMED_OUT.has(code) || TIMED_OUT.has((error as { errno?: unknown }).errno)) {
    return new SqlTrouble(message, "Give it longer with timeout:, or the column of its cursor an index.");
  }
  if (SEVERAL.test(error.message)) {
    return new SqlTrouble(message, `Write one SELECT without ; in ${where}: what several tables hold is a UNION ALL.`);
  }
  if (WRITES.has(code)) return new SqlTrouble(message, "Write a SELECT that only reads: nothing else is allowed here.");
  if (NOT_ALLOWED.has(code)) {
    return new SqlTrouble(message, `Let the user of ${variable} read it: GRANT SELECT ON the table TO that user.`);
  }
  return new SqlTrouble(
    message,
    `Correct the query in ${where}; try it with: rekindle connectors run ${connector.name} --dry-run`,
  );
}

/** Without what a server says to nobody in particular. */
function said(error: Error): string {
  const { hint } = error as { readonly hint?: unknown };
  const plain = error.message
    .replace(
      / ?check the manual that corresponds to your \w+ server version for the right syntax to use/i,
      " it is wrong",
    )
    // Behind the place stands the rest of the statement, up to what was put around it.
    .replace(/ near '([^\n']*)[\s\S]*' at line \d+$/, (_, place: string) =>
      place === "" ? " at its end" : ` near '${place}'`,
    );
  return typeof hint === "string" && hint !== "" ? `${plain} (${hint.replace(/\.$/, "")})` : plain;
}
