import { randomBytes } from "node:crypto";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openEmbeddedPostgres } from "../../src/platform/embedded/embedded-postgres.ts";
import { migrateDatabase } from "../../src/platform/postgres/migrate.ts";
import { migrateQueue } from "../../src/platform/queue/postgres-store.ts";
import { makeRunFolder, removeRunFolder } from "./left-behind.ts";

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

/**
 * One PostgreSQL for the whole run, and one folder for all that it writes: runs at the same time do not meet, and the
 * folder goes at the end, or with the next run when this one is interrupted or killed. Fails when a test left a database behind.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await makeRunFolder(FOLDER_PREFIX);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { url: given, stop: async () => undefined } : await startServer(join(folder, "server"));
  const template = `rekindle_template_${process.pid}_${randomBytes(4).toString("hex")}`;
  const end = async (): Promise<string[]> => {
    await server.stop();
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    return removeRunFolder(folder);
  };
  try {
    await execute(server.url, `CREATE DATABASE ${template}`);
    const url = withDatabase(server.url, template);
    await migrateDatabase({ url });
    await migrateQueue({ databaseUrl: url });
  } catch (error) {
    await end();
    throw error;
  }
  project.provide("postgresUrl", server.url);
  project.provide("templateDatabase", template);
  return async () => {
    await execute(server.url, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
    const left = await end();
    if (left.length === 0) return;
    // Vitest tells of an error at this point, and forgives it.
    process.exitCode = 1;
    throw new Error(`The tests left behind, and it is removed now:\n${left.join("\n")}`);
  };
}

async function startServer(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  // So that the server's own user can enter when the tests run as root.
  await mkdir(folder);
  await chmod(folder, 0o755);
  const server = await openEmbeddedPostgres({ dataDirectory: folder, settings: SETTINGS });
  return { url: server.url, stop: server.close };
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
