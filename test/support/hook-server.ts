import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify from "fastify";
import { forumHooks } from "../../src/app/intake/forum-hooks.ts";
import { openReceivers } from "../../src/app/intake/receivers.ts";
import { openTracking } from "../../src/app/intake/track.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { TRACKING } from "./track-server.ts";

export interface HookServer {
  readonly db: TestDatabase;
  /** Its connectors, empty at first. */
  readonly folder: string;
  /** Where it listens, without a slash at its end. */
  readonly host: string;
  /** What it was told of as trouble. */
  readonly troubles: readonly unknown[];
  stop(): Promise<void>;
}

/** A server with a database of its own, to whose connectors may be posted; `variables` is its environment. */
export async function startHookServer(variables: Readonly<Record<string, string>>): Promise<HookServer> {
  const db = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "rekindle-hooks-"));
  const clock = { now: () => new Date() };
  const readSettings = async () => TRACKING;
  const place = { connectorsDirectory: folder, variable: (name: string) => variables[name] ?? null };
  const receivers = openReceivers(place, forumHooks(db.database, readSettings, clock));
  const troubles: unknown[] = [];
  const server = Fastify();
  await server.register(openTracking(db.database, readSettings, clock, (error) => troubles.push(error), receivers));
  await server.listen({ host: "127.0.0.1", port: 0 });
  return {
    db,
    folder,
    host: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    troubles,
    stop: async () => {
      await server.close();
      await db.drop();
      await rm(folder, { recursive: true });
    },
  };
}
