import { join } from "node:path";
import type { CommandContext } from "../cli/context.ts";
import type { Config } from "../config.ts";
import { RekindleError } from "../core/errors.ts";
import { type EmbeddedPostgres, openEmbeddedPostgres } from "../platform/embedded/embedded-postgres.ts";
import { holdsCluster } from "../platform/embedded/location.ts";
import { readRecord } from "../platform/embedded/record.ts";
import { type Database, openDatabase } from "../platform/postgres/database.ts";
import { fillOpenings } from "../platform/postgres/ingest/fill-openings.ts";
import { listMigrations, migrateDatabase } from "../platform/postgres/migrate.ts";

export interface Connection {
  readonly url: string;
  /** For sessions that a transaction pooler must not share: locks, the queue. */
  readonly sessionUrl: string;
  readonly database: Database;
  /** The folder of the embedded server's data; null: the server is somebody else's. */
  readonly location: string | null;
  close(): Promise<void>;
}

/** The database of DATABASE_URL, whose migrations are somebody's decision; or the folder's own, kept up to date by itself. */
export async function connect(config: Config): Promise<Connection> {
  if (config.databaseUrl === null) {
    const server = await openEmbeddedPostgres({ dataDirectory: config.dataDirectory });
    try {
      return await connectEmbedded(server);
    } catch (error) {
      await server.close();
      throw error;
    }
  }
  const sessionUrl = config.databaseDirectUrl ?? config.databaseUrl;
  const migrations = await listMigrations({ url: sessionUrl });
  const waiting = migrations.filter(({ appliedAt }) => appliedAt === null);
  if (waiting.length > 0 && waiting.length === migrations.length) {
    throw new RekindleError(
      "configuration",
      "The database of DATABASE_URL holds nothing of Rekindle yet.",
      "If it is the right one, apply the schema with: rekindle db migrate",
    );
  }
  if (waiting.length > 0) {
    throw new RekindleError(
      "configuration",
      `The database lacks ${waiting.length === 1 ? "a migration" : `${waiting.length} migrations`}: ${waiting.map(({ name }) => name).join(", ")}.`,
      "Apply with: rekindle db migrate",
    );
  }
  return connectionTo(config.databaseUrl, sessionUrl, null, async () => undefined);
}

/** Whether there is a database to look at; nothing is started to find out. */
export async function hasDatabase({ databaseUrl, dataDirectory }: Config): Promise<boolean> {
  if (databaseUrl !== null || holdsCluster(join(dataDirectory, "postgres"))) return true;
  const record = await readRecord(dataDirectory);
  return record !== null && holdsCluster(record.dataDirectory);
}

/** Brings the schema up to date, and connects; closing the connection leaves the server as well. */
export async function connectEmbedded(server: EmbeddedPostgres): Promise<Connection> {
  await migrateSchema(server.url);
  return connectionTo(server.url, server.url, server.location, server.close);
}

/** Answers the migrations applied. What SQL alone cannot give to rows of before is given here. */
async function migrateSchema(url: string): Promise<string[]> {
  const applied = await migrateDatabase({ url });
  const database = openDatabase({ url });
  try {
    await fillOpenings(database);
  } finally {
    await database.close();
  }
  return applied;
}

function connectionTo(
  url: string,
  sessionUrl: string,
  location: string | null,
  leave: () => Promise<void>,
): Connection {
  const database = openDatabase({ url });
  return {
    url,
    sessionUrl,
    database,
    location,
    close: async () => {
      await database.close();
      await leave();
    },
  };
}

export function createMigrations(config: Config): CommandContext["migrations"] {
  const withUrl = async <T>(work: (url: string) => Promise<T>): Promise<T> => {
    if (config.databaseUrl !== null) return work(config.databaseDirectUrl ?? config.databaseUrl);
    const server = await openEmbeddedPostgres({ dataDirectory: config.dataDirectory });
    try {
      return await work(server.url);
    } finally {
      await server.close();
    }
  };
  return {
    migrate: () =>
      withUrl(async (url) => {
        const applied = await migrateSchema(url);
        const { migrateQueue } = await import("../platform/queue/postgres-store.ts");
        await migrateQueue({ databaseUrl: url });
        return applied;
      }),
    list: () => withUrl((url) => listMigrations({ url })),
  };
}
