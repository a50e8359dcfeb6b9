// A server that takes events, to be killed amid them. Argument: the URL of the database. Says its port, then serves.
import type { AddressInfo } from "node:net";
import Fastify from "fastify";
import { openTracking } from "../../src/app/track.ts";
import { openDatabase } from "../../src/platform/postgres/database.ts";

export const TRACKING = {
  visitGap: { count: 30, unit: "minutes" },
  passiveEvents: ["Newsletter Received"],
  events: { article_read: "Content Viewed" },
} as const;

if (process.argv[2] !== undefined && process.send !== undefined) {
  const server = Fastify();
  const clock = { now: () => new Date() };
  await server.register(
    openTracking(
      openDatabase({ url: process.argv[2] }),
      async () => TRACKING,
      clock,
      () => undefined,
    ),
  );
  await server.listen({ host: "127.0.0.1", port: 0 });
  process.send({ port: (server.server.address() as AddressInfo).port });
}
