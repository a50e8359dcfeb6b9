import { type Database, openDatabase } from "../../../src/platform/postgres/database.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { emptying } from "../empty-tables.ts";
import { openTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

/** A database that schedules use one after the other, and the wire to it, which they may cut. */
export interface FaultWorld {
  readonly test: TestDatabase;
  readonly proxy: TcpProxy;
  /** Leads through the proxy. */
  readonly url: string;
  /** Through the proxy, with few connections. */
  open(maxConnections: number): Database;
  /** As new. */
  empty(): Promise<void>;
  truncateQueue(): Promise<void>;
  /** Lets domains that refused mail after mail be tried again. */
  forgetLimits(): Promise<void>;
  close(): Promise<void>;
}

const TABLES = `digest, digest_mail, digest_transition, pick, told, member, content, suppression, rule_status,
  member_preference, feedback, slot`;

export async function openFaultWorld(): Promise<FaultWorld> {
  const test = await createTestDatabase();
  const server = new URL(test.url);
  const proxy = await openTcpProxy({ host: server.hostname, port: Number(server.port || 5432) });
  const url = new URL(test.url);
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
  const execute = (text: string) => test.database.query({ text, values: [] });
  const queueTables = await test.database.query<{ name: string }>({
    text: `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
           WHERE schemaname = 'rekindle_queue' AND tablename <> 'migration'`,
    values: [],
  });
  const [limits] = await test.database.query<{ there: boolean }>({
    text: "SELECT to_regclass('sending_limit') IS NOT NULL AS there",
    values: [],
  });
  const forgetLimits = async (): Promise<void> => {
    if (limits?.there === true) await execute("DELETE FROM sending_limit");
  };
  const queue = queueTables.map(({ name }) => name).join(", ");
  /** Whoever is just at work on a table may win it: then once more. */
  const truncate = async (tables: string): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        await execute(emptying(tables));
        return;
      } catch (error) {
        if (tries === 20) throw error;
      }
    }
  };
  return {
    test,
    proxy,
    url: url.href,
    open: (maxConnections) => openDatabase({ url: url.href, maxConnections }),
    empty: async () => {
      await truncate(TABLES);
      await forgetLimits();
      await execute("UPDATE installation SET paused = false");
    },
    truncateQueue: () => truncate(queue),
    forgetLimits,
    close: async () => {
      await proxy.close();
      await test.drop();
    },
  };
}
