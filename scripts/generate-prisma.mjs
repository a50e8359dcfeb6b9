// Writes the Prisma client into src/platform/postgres/generated, without the network: Prisma insists on
// finding a schema engine although generating needs none, so any file that exists stands in for it.
// Only this one command may see that stand-in: with it, `prisma migrate` claims success and does nothing.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

let packageFile;
try {
  packageFile = require.resolve("prisma/package.json");
} catch {
  console.error("prisma is not installed, so no client is generated: run npm ci with its dependencies.");
  process.exit(1);
}
const { bin } = require(packageFile);
const result = spawnSync(
  process.execPath,
  [join(dirname(packageFile), bin.prisma), "generate", "--no-hints", "--schema", join(root, "prisma", "schema.prisma")],
  {
    cwd: root,
    encoding: "utf8",
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? fileURLToPath(import.meta.url),
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  },
);
if (result.status !== 0) {
  process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}${result.error?.message ?? ""}\n`);
  process.exit(result.status ?? 1);
}
