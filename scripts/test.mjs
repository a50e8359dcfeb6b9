// What `npm test` does: types, lint (with the ring table), dead code, then every test. Each step counts as one of the
// whole; the last line says how many passed and failed. Arguments go to vitest and leave the other steps out.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (name) => join(root, "node_modules", ".bin", name);
const filters = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "rekindle-results-"));
const results = join(folder, "results.json");

const steps = [
  ["types", "tsc", ["--noEmit"]],
  ["build", "tsc", ["-p", "tsconfig.build.json"]],
  ["lint and rings", "biome", ["check", "--error-on-warnings", "."]],
  ["dead code", "knip", []],
];

let passed = 0;
let failed = 0;
let skipped = 0;

for (const [name, command, args] of filters.length === 0 ? steps : steps.slice(1, 2)) {
  const { status } = spawnSync(bin(command), args, { cwd: root, stdio: "inherit" });
  console.log(`${status === 0 ? "ok" : "FAILED"}: ${name}`);
  if (status === 0) passed += 1;
  else failed += 1;
}

const run = spawnSync(
  bin("vitest"),
  ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${results}`, ...filters],
  { cwd: root, stdio: "inherit" },
);

try {
  const report = JSON.parse(readFileSync(results, "utf8"));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests + report.numTodoTests;
  const skippedNames = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status === "pending" || status === "skipped")
      .map((test) => test.fullName),
  );
  for (const name of skippedNames) console.log(`skipped: ${name}`);
  // A file that breaks before its first test has no test to fail.
  failed += report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every(({ status }) => status !== "failed"),
  ).length;
} catch {
  failed += 1;
  console.log("FAILED: the tests ended without a result");
}
if (run.status !== 0 && failed === 0) failed += 1;
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed === 0 ? 0 : 1;
