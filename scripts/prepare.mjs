// Runs after `npm ci` (npm's own hook for the project itself, so that blocked install scripts of
// dependencies do not matter): generates the Prisma client, then compiles src/ to dist/.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function run(script, args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

const compiler = `${root}node_modules/typescript/bin/tsc`;
// `npm prune --omit=dev` and the like call this hook too; there is nothing to compile with then, and nothing to do.
if (existsSync(compiler)) {
  run(`${root}scripts/generate-prisma.mjs`, []);
  run(compiler, ["-p", "tsconfig.build.json"]);
}
