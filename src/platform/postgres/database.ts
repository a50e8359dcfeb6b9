import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { Statement } from "../../core/statement.ts";
import { explainConnectionError } from "./connection-error.ts";
import { PrismaClient } from "./generated/client.ts";

/** Runs one statement and answers its rows, keys as the statement names them. */
export interface Queryable {
  query<Row>(statement: Statement): Promise<Row[]>;
}

/**
 * One pool, two faces: `query` and `transaction` for set-based statements, `prisma` for reading and
 * writing single rows. From statements, bigint and numeric arrive as number, date as `YYYY-MM-DD`, timestamptz as
 * Date, and arrays of them likewise; Prisma gives bigint and Date. Both reject with `unreachable` or `configuration`
 * when the server cannot be used, and with the driver's own error otherwise.
 */
export interface Database extends Queryable {
  readonly prisma: PrismaClient;
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly maxConnections?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;

const asIs = (text: string): string => text;

/** Arrays by their numbers in pg_type; pg names the plain types only. */
const ARRAYS = { text: 1009, date: 1182, int8: 1016, numeric: 1231 };
const parseTexts = pg.types.getTypeParser(ARRAYS.text as 16, "text") as unknown as (text: string) => (string | null)[];
const parseEach = (parse: (text: string) => unknown) => (text: string) =>
  parseTexts(text).map((element) => (element === null ? null : parse(element)));

const PARSERS = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, Number],
  [pg.types.builtins.NUMERIC, Number],
  [pg.types.builtins.DATE, asIs],
  [ARRAYS.int8, parseEach(Number)],
  [ARRAYS.numeric, parseEach(Number)],
  [ARRAYS.date, parseTexts],
]);

/** Only for `query`: Prisma has its own parsers, and pg's are global unless given by statement. */
const TYPES = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    PARSERS.get(oid) ?? pg.types.getTypeParser(oid, format as "text"),
} as unknown as pg.CustomTypesConfig;

async function run<Row>(client: pg.Pool | pg.PoolClient, statement: Statement): Promise<Row[]> {
  const { text, values, name } = statement;
  const result = await client.query({ text, values: [...values], types: TYPES, ...(name !== undefined && { name }) });
  return result.rows as Row[];
}

/**
 * Opens nothing yet: the first statement connects. A transaction whose `work` rejects, or whose connection is lost,
 * is rolled back and rejects; it is never tried again by itself.
 */
export function openDatabase({ url, maxConnections = 10 }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // Statements of a transaction that need nothing of each other go out together: none waits until this process comes
    // round to sending it.
    pipeline: true,
    application_name: "rekindle",
  });
  // A connection that dies, idle or between the statements of a transaction, must not end the process: the next
  // statement reports it, and the pool replaces it.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));

  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explainConnectionError(error, url);
    }
  };
  const client = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  const prisma = client.$extends({
    query: { $allOperations: ({ args, query }) => explained(() => query(args)) },
  }) as unknown as PrismaClient;

  let closing: Promise<void> | null = null;
  return {
    prisma,
    query: (statement) => explained(() => run(pool, statement)),
    transaction: (work) => explained(() => runTransaction(pool, work)),
    close: () => {
      closing ??= client.$disconnect().then(() => pool.end());
      return closing;
    },
  };
}

/** "Current transaction is aborted, commands ignored until end of transaction block". */
const ABORTED = "25P02";

async function runTransaction<T>(pool: pg.Pool, work: (transaction: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isOver = false;
  let cause: unknown;
  // Of several sent together one may fail, and another's successor come after the end: it would be done, and stay.
  const query: Queryable["query"] = async (statement) => {
    if (isOver) throw new Error("The transaction has ended: another of its statements failed");
    try {
      return await run(client, statement);
    } catch (error) {
      cause ??= error;
      throw error;
    }
  };
  let broken: Error | undefined;
  try {
    const [, result] = await Promise.all([client.query("BEGIN"), work({ query })]);
    isOver = true;
    await client.query("COMMIT");
    return result;
  } catch (error) {
    isOver = true;
    await client.query("ROLLBACK").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    // What was sent together with the one that failed fails for that alone, and may get here before it.
    throw (error as { code?: string }).code === ABORTED ? (cause ?? error) : error;
  } finally {
    client.release(broken);
  }
}
