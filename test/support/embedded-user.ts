// A process that has the embedded PostgreSQL of a folder open until its standard input says "close" or ends.
// Says one line of JSON when it is open and one when it has left. Ctrl-C is left to the one who pressed it.
import { createInterface } from "node:readline";
import { openEmbeddedPostgres } from "../../src/platform/embedded/embedded-postgres.ts";

process.on("SIGINT", () => undefined);

const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

try {
  const postgres = await openEmbeddedPostgres({
    dataDirectory: process.argv[2] ?? "",
    settings: { shared_buffers: "16MB", fsync: "off" },
  });
  say({ url: postgres.url, location: postgres.location });
  for await (const line of createInterface({ input: process.stdin })) if (line === "close") break;
  await postgres.close();
  say({ closed: true });
  process.exit(0);
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
