// Writes the Prisma client into src/platform/postgres/generated, without the network, with the generator that Prisma's own
// command calls: that command brings 150 MB besides, of which a part needs a later Node than ours.
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
// Required, since as a module the generator cannot be imported: a part that it names has no file of that name.
const require = createRequire(import.meta.url);

let generators;
let internals;
try {
  generators = require("@prisma/client-generator-ts");
  internals = require("@prisma/internals");
} catch (error) {
  if (error.code !== "MODULE_NOT_FOUND") throw error;
  console.error("Prisma's generator is not installed, so no client is generated: run npm ci.");
  process.exit(1);
}
const schemaContext = await internals.loadSchemaContext({
  schemaPath: { cliProvidedPath: join(root, "prisma", "schema.prisma") },
  printLoadMessage: false,
});
const wanted = await internals.getGenerators({
  schemaContext,
  registry: { "prisma-client": { type: "in-process", generator: new generators.PrismaClientTsGenerator() } },
  skipDownload: true,
  cliCommand: "generate",
});
for (const one of wanted) {
  await one.generate();
  one.stop();
}
