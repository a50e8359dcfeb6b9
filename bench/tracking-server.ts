// Takes events over HTTP as the service does, in a process of its own; tells its port. Argument: the URL of the database.
import type { AddressInfo } from "node:net";
import Fastify from "fastify";
import { openTracking } from "../src/app/intake/track.ts";
import { openDatabase } from "../src/platform/postgres/database.ts";
import { endWithParent } from "./children.ts";

endWithParent();
const server = Fastify();
const settings = {
  visitGap: { count: 30, unit: "minutes" },
  passiveEvents: [],
  timezone: "Europe/Paris",
  events: {},
} as const;
await server.register(
  openTracking(
    openDatabase({ url: process.argv[2] ?? "" }),
    async () => settings,
    { now: () => new Date() },
    (error) => process.stderr.write(`${String(error)}\n`),
  ),
);
await server.listen({ host: "127.0.0.1", port: 0 });
process.send?.({ port: (server.server.address() as AddressInfo).port });
