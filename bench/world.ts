import { join } from "node:path";
import { type EmbeddedPostgres, openEmbeddedPostgres } from "../src/platform/embedded/embedded-postgres.ts";
import { type Database, openDatabase } from "../src/platform/postgres/database.ts";
import { migrateDatabase } from "../src/platform/postgres/migrate.ts";
import { migrateQueue } from "../src/platform/queue/postgres-store.ts";
import { makeRunFolder, removeRunFolder } from "../test/support/left-behind.ts";
import { endChildren } from "./children.ts";
import { buildCommunity } from "./community.ts";

export interface Community {
  readonly url: string;
  readonly database: Database;
  readonly members: number;
  readonly views: number;
}

/** What every family of rows measures in. */
export interface World extends Community {
  readonly folder: string;
  /** Another community on the same server, for as long as `work` takes. */
  withCommunity<T>(members: number, work: (community: Community) => Promise<T>): Promise<T>;
  say(text: string): void;
  close(): Promise<void>;
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** An embedded server as production has it, in a folder of its own, that lives until `close`. */
export interface Stage {
  readonly folder: string;
  readonly server: EmbeddedPostgres;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const folder = await makeRunFolder("rekindle-bench-");
  try {
    const server = await openEmbeddedPostgres({ dataDirectory: join(folder, "data") });
    return {
      folder,
      server,
      close: async () => {
        await endChildren();
        await server.close();
        await removeRunFolder(folder);
      },
    };
  } catch (error) {
    await removeRunFolder(folder);
    throw error;
  }
}

export async function openWorld(stage: Stage, members: number): Promise<World> {
  const first = await openCommunity(stage.server.url, members);
  return {
    ...first,
    folder: stage.folder,
    say,
    withCommunity: async (size, work) => {
      const name = `rekindle_${size}`;
      await first.database.query({ text: `CREATE DATABASE ${name}`, values: [] });
      const url = new URL(stage.server.url);
      url.pathname = `/${name}`;
      const other = await openCommunity(url.href, size);
      try {
        return await work(other);
      } finally {
        await other.database.close();
        await first.database.query({ text: `DROP DATABASE ${name} WITH (FORCE)`, values: [] });
      }
    },
    close: () => first.database.close(),
  };
}

async function openCommunity(url: string, members: number): Promise<Community> {
  await migrateDatabase({ url });
  await migrateQueue({ databaseUrl: url });
  const database = openDatabase({ url });
  const started = performance.now();
  const views = await buildCommunity(database, members);
  say(`${members} members with ${views} views in ${Math.round((performance.now() - started) / 1000)} s`);
  return { url, database, members, views };
}
