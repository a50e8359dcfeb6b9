// More schedules of faults than `npm test` runs: --runs N of them (1,000 unless told), from --seed N on (1 unless told).
// Says how far it has come, and the seed of each that broke the promise; --seed N --runs 1 runs that one again.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string" } } });
const { runs = "1000", seed = "1" } = values;
for (const [name, value] of Object.entries({ runs, seed })) {
  if (/^[1-9]\d{0,8}$/.test(value)) continue;
  console.error(`--${name} ${value}: a whole number from 1 on is expected.`);
  process.exit(2);
}

console.log(`${runs} schedules from seed ${seed} on`);
const { status } = spawnSync(
  join(root, "node_modules", ".bin", "vitest"),
  ["run", "--project", "integration", "--reporter=dot", "--bail=0", "test/faults/schedules", "test/faults/kills"],
  { cwd: root, stdio: "inherit", env: { ...process.env, FAULT_RUNS: runs, FAULT_SEED: seed } },
);
process.exitCode = status ?? 1;
