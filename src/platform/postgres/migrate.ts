import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { RekindleError } from "../../core/errors.ts";
import { explainConnectionError } from "./connection-error.ts";

/** The checkout's own migrations; dist/ and src/ lie at the same depth. */
export const MIGRATIONS_DIRECTORY = fileURLToPath(new URL("../../../prisma/migrations/", import.meta.url));

/** The lock that Prisma's own `migrate deploy` takes, so that the two never run at once. */
const MIGRATION_LOCK = 72_707_369;

/** `applied_at` null: not applied yet. Ordered by name, as they are applied. */
export interface MigrationStatus {
  readonly name: string;
  readonly appliedAt: Date | null;
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface AppliedRow {
  readonly name: string;
  readonly checksum: string;
  readonly finishedAt: Date | null;
  readonly startedAt: Date;
}

export interface MigrationOptions {
  /** A direct connection: advisory locks and DDL do not go through a transaction pooler. */
  readonly url: string;
  readonly directory?: string;
}

/**
 * Applies what is missing, each migration in a transaction of its own, and answers the names applied.
 * The ledger is Prisma's `_prisma_migrations`, so that `prisma migrate deploy` agrees with it elsewhere.
 * Errors: `unreachable`; `configuration` when the database and this checkout do not belong together.
 */
export async function migrateDatabase({ url, directory = MIGRATIONS_DIRECTORY }: MigrationOptions): Promise<string[]> {
  return withConnection(url, async (client) => {
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await client.query(LEDGER);
    const migrations = await readMigrations(directory);
    const pending = comparePending(migrations, await readApplied(client));
    for (const migration of pending) await applyMigration(client, migration, url);
    return pending.map(({ name }) => name);
  });
}

/** Every migration of this checkout with the time it was applied. Changes nothing. Errors as `migrateDatabase`. */
export async function listMigrations(options: MigrationOptions): Promise<MigrationStatus[]> {
  const { url, directory = MIGRATIONS_DIRECTORY } = options;
  return withConnection(url, async (client) => {
    const migrations = await readMigrations(directory);
    const { rows } = await client.query<{ present: boolean }>(
      "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present",
    );
    const applied = rows[0]?.present ? await readApplied(client) : [];
    comparePending(migrations, applied);
    const times = new Map(applied.map(({ name, finishedAt }) => [name, finishedAt]));
    return migrations.map(({ name }) => ({ name, appliedAt: times.get(name) ?? null }));
  });
}

const LEDGER = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

async function withConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // A connection that dies is reported by the statement that waits on it.
  client.on("error", () => undefined);
  try {
    await client.connect();
    // NOTICEs of IF NOT EXISTS are of no use to anyone here.
    await client.query("SET client_min_messages = warning");
    return await work(client);
  } catch (error) {
    throw explainConnectionError(error, url);
  } finally {
    // Ends the session, and with it the advisory lock.
    await client.end().catch(() => undefined);
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(directory, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

async function readApplied(client: pg.Client): Promise<AppliedRow[]> {
  const { rows } = await client.query<AppliedRow>(
    `SELECT migration_name AS name, checksum, finished_at AS "finishedAt", started_at AS "startedAt"
       FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}

function comparePending(migrations: readonly Migration[], applied: readonly AppliedRow[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finishedAt, startedAt } of applied) {
    const migration = known.get(name);
    if (!migration) {
      throw new RekindleError(
        "configuration",
        `The database has the migration ${name}, which this version of Rekindle does not know.`,
        "Run the version of Rekindle that migrated this database, or a newer one.",
      );
    }
    if (finishedAt === null) {
      throw new RekindleError(
        "configuration",
        `The migration ${name} was begun at ${startedAt.toISOString()} by another tool and never finished.`,
        `Look at what it left, then mark it with "prisma migrate resolve --applied ${name}" or "--rolled-back ${name}".`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new RekindleError(
        "configuration",
        `prisma/migrations/${name}/migration.sql was changed after it was applied to this database.`,
        "Put the file back as it was, and write the change as a new migration.",
      );
    }
  }
  const done = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !done.has(name));
}

async function applyMigration(client: pg.Client, { name, sql, checksum }: Migration, url: string): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, transaction_timestamp(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    const explained = explainConnectionError(error, url);
    if (explained !== error) throw explained;
    await client.query("ROLLBACK").catch(() => undefined);
    throw new RekindleError(
      "configuration",
      `The migration ${name} failed and was rolled back: ${error instanceof Error ? error.message : String(error)}`,
      "Nothing of it remains. Remove what it met (the message names it), then run the migration again.",
      error,
    );
  }
}
