import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { type Database, openDatabase } from "../../src/platform/postgres/database.ts";

export interface TestDatabase {
  readonly database: Database;
  readonly url: string;
  /** Closes and removes it. Fails when a connection that somebody else opened to it is still there. */
  drop(): Promise<void>;
}

/**
 * An own migrated database, cloned from the run's template. Drop it in `afterAll`.
 * @param template another one to clone, with all that it holds; nobody may be connected to it
 */
export async function createTestDatabase(template = inject("templateDatabase")): Promise<TestDatabase> {
  const { url, drop } = await cloneDatabase(template);
  const database = openDatabase({ url });
  return {
    database,
    url,
    drop: async () => {
      await database.close();
      await drop();
    },
  };
}

/** An own database without a table, for the tests of migrations. */
export async function createEmptyDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  return cloneDatabase("template0");
}

async function cloneDatabase(template: string): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const server = inject("postgresUrl");
  const name = `rekindle_test_${process.pid}_${randomBytes(6).toString("hex")}`;
  await withServer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => withServer(server, (client) => dropDatabase(client, name)) };
}

async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  const leaked = await waitForNoConnections(client, name);
  await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  if (leaked.length > 0) {
    throw new Error(
      `${leaked.length} connections to the test's database were never closed; last: ${leaked.join(" | ")}`,
    );
  }
}

/** A closed connection lingers on the server for a moment. Answers the last statements of those that stay. */
async function waitForNoConnections(client: pg.Client, name: string): Promise<string[]> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const { rows } = await client.query<{ query: string }>(
      "SELECT left(query, 80) AS query FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'",
      [name],
    );
    if (rows.length === 0 || Date.now() > deadline) return rows.map(({ query }) => query);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function withServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
