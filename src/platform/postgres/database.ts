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
 * writing single rows. bigint and numeric arrive as number, date as `YYYY-MM-DD`, timestamptz as Date.
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

const asIs = (text: string): string => text;
const PARSERS = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, Number],
  [pg.types.builtins.NUMERIC, Number],
  [pg.types.builtins.DATE, asIs],
]);

/** Only for `query`: Prisma has its own parsers, and pg's are global unless given by statement. */
const TYPES = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    PARSERS.get(oid) ?? pg.types.getTypeParser(oid, format as "text"),
} as unknown as pg.CustomTypesConfig;

async function run<Row>(client: pg.Pool | pg.PoolClient, statement: Statement): Promise<Row[]> {
  const result = await client.query({ text: statement.text, values: [...statement.values], types: TYPES });
  return result.rows as Row[];
}

/** Opens nothing yet: the first statement connects. */
export function openDatabase({ url, maxConnections = 10 }: DatabaseOptions): Database {
  const pool = new pg.Pool({ connectionString: url, max: maxConnections, connectionTimeoutMillis: 10_000 });
  // A connection that dies while idle is replaced by the pool; the next statement reports what is wrong.
  pool.on("error", () => undefined);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  return {
    prisma,
    query: async (statement) => {
      try {
        return await run(pool, statement);
      } catch (error) {
        throw explainConnectionError(error, url);
      }
    },
    transaction: async (work) => {
      const client = await pool.connect().catch((error: unknown) => {
        throw explainConnectionError(error, url);
      });
      let broken: Error | undefined;
      try {
        await client.query("BEGIN");
        const result = await work({ query: (statement) => run(client, statement) });
        await client.query("COMMIT");
        return result;
      } catch (error) {
        await client.query("ROLLBACK").catch((rollbackError: Error) => {
          broken = rollbackError;
        });
        throw explainConnectionError(error, url);
      } finally {
        client.release(broken);
      }
    },
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
