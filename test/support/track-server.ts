// A server that takes events, to be killed amid them. Arguments: the URL of the database, and a folder of connectors, whose
// secrets are all `a-secret-of-the-test`. Says its port, then serves.
import type { AddressInfo } from "node:net";
import Fastify from "fastify";
import { openReceivers } from "../../src/app/intake/receivers.ts";
import { openTracking } from "../../src/app/intake/track.ts";
import { openDatabase } from "../../src/platform/postgres/database.ts";

export const TRACKING = {
  visitGap: { count: 30, unit: "minutes" },
  passiveEvents: ["Newsletter Received"],
  timezone: "Europe/Paris",
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
      openReceivers({
        connectorsDirectory: process.argv[3] ?? "/nowhere",
        variable: () => "a-secret-of-the-test",
      }),
    ),
  );
  await server.listen({ host: "127.0.0.1", port: 0 });
  process.send({ port: (server.server.address() as AddressInfo).port });
}
