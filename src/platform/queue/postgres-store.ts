import {
  assertSchemaCompatibility,
  createPostgresBackend,
  Queue,
  runMigrations,
  SchemaMigrationRequiredError,
  Worker,
} from "bullmq";
import pg from "pg";
import { RekindleError } from "../../core/errors.ts";
import { explainConnectionError } from "../postgres/connection-error.ts";
import type { QueueStore } from "./store.ts";

const SCHEMA = "rekindle_queue";
const CONNECT_TIMEOUT_MS = 10_000;
/** A job needs a connection only to be taken and to be finished; the LISTEN connection comes on top. */
const MAX_CONNECTIONS = 3;

/**
 * BullMQ on the same database, in a schema of its own. Its statements go to a session of their own (LISTEN,
 * search_path), so `url` must not lead through a transaction pooler.
 */
export function createPostgresStore(url: string): QueueStore {
  const explain = (error: unknown): unknown => explainPostgresError(error, url);
  const connection = (application: string) => ({
    connectionString: url,
    schema: SCHEMA,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: application,
  });
  return {
    explain,
    verify: () =>
      withClient(url, async (client) => {
        await assertSchemaCompatibility(client, SCHEMA);
      }),
    openQueue: (name, settings) =>
      new Queue(
        name,
        { ...settings, connection: connection("rekindle queue") },
        createPostgresBackend,
      ) as unknown as Queue,
    openWorker: (name, process, settings) =>
      new Worker(
        name,
        process,
        { ...settings, connection: connection("rekindle worker") },
        createPostgresBackend,
      ) as unknown as Worker,
  };
}

/** Makes or upgrades BullMQ's own tables; safe to repeat and for several processes at once. */
export async function migrateQueue({ databaseUrl }: { readonly databaseUrl: string }): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await runMigrations(client, SCHEMA);
  });
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await work(client);
  } catch (error) {
    throw explainPostgresError(error, url);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function explainPostgresError(error: unknown, url: string): unknown {
  if (error instanceof SchemaMigrationRequiredError) {
    const message = "The queue's tables are missing from the database.";
    return new RekindleError("configuration", message, "Run: npx rekindle db migrate", error);
  }
  return explainConnectionError(error, url);
}
