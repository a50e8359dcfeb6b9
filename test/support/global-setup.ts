import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openEmbeddedPostgres } from "../../src/platform/embedded/embedded-postgres.ts";
import { isAlive } from "../../src/platform/embedded/file-lock.ts";
import { migrateDatabase } from "../../src/platform/postgres/migrate.ts";
import { migrateQueue } from "../../src/platform/queue/postgres-store.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A superuser's URL of the server of this run, to which any database name may be put. */
    readonly postgresUrl: string;
    /** The migrated database from which each test file's own is cloned. */
    readonly templateDatabase: string;
  }
}

const FOLDER_PREFIX = "rekindle-test-";

/** Nothing that a test writes has to survive the machine. */
const SETTINGS = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  shared_buffers: "64MB",
  max_connections: "200",
  autovacuum: "off",
};

/** One PostgreSQL for the whole run, in a folder of its own: runs at the same time do not meet. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { url: given, stop: async () => undefined } : await startServer();
  const template = `rekindle_template_${process.pid}_${randomBytes(4).toString("hex")}`;
  try {
    await execute(server.url, `CREATE DATABASE ${template}`);
    const url = withDatabase(server.url, template);
    await migrateDatabase({ url });
    await migrateQueue({ databaseUrl: url });
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide("postgresUrl", server.url);
  project.provide("templateDatabase", template);
  return async () => {
    await execute(server.url, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
    await server.stop();
  };
}

async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  await removeAbandonedServers();
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  // So that the server's own user can enter when the tests run as root.
  await chmod(folder, 0o755);
  const server = await openEmbeddedPostgres({ dataDirectory: folder, settings: SETTINGS });
  const stop = async (): Promise<void> => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** A run ended by kill -9 leaves its server: joining and leaving it as the last one stops it. */
async function removeAbandonedServers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(FOLDER_PREFIX) ? Number(name.slice(FOLDER_PREFIX.length).split("-")[0]) : 0;
    if (!pid || isAlive(pid)) continue;
    const folder = join(tmpdir(), name);
    await openEmbeddedPostgres({ dataDirectory: folder, settings: SETTINGS }).then(
      (server) => server.close(),
      () => undefined,
    );
    await rm(folder, { recursive: true, force: true });
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
