import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { measureAudience } from "./audience.ts";
import { measureComparisons } from "./comparisons.ts";
import { measureConditions } from "./conditions.ts";
import { measureDelivery } from "./delivery.ts";
import { measureIngest } from "./ingest.ts";
import { measureOverload } from "./overload.ts";
import { measurePicks } from "./picks.ts";
import { measurePlanning } from "./planning.ts";
import type { Row } from "./race.ts";
import { measureRender } from "./render.ts";
import { measureReport } from "./report.ts";
import { openStage, openWorld, type Stage, say, type World } from "./world.ts";

const USAGE =
  "npm run bench [-- --members 100000] [audience|conditions|planning|picks|render|delivery|ingest|overload|report|comparisons ...]";
const DEFAULT_MEMBERS = 100_000;
/** Below it, what is fixed outweighs what grows, and the ratios tell nothing. */
const LEAST_MEMBERS = 1_000;

const FAMILIES: Readonly<Record<string, (world: World) => Promise<Row[]>>> = {
  audience: measureAudience,
  conditions: measureConditions,
  planning: measurePlanning,
  picks: measurePicks,
  render: measureRender,
  delivery: measureDelivery,
  ingest: measureIngest,
};
/** Take minutes: only when they are asked for. */
const ALONE: Readonly<Record<string, (world: World) => Promise<Row[]>>> = {
  overload: measureOverload,
  report: measureReport,
  comparisons: measureComparisons,
};

interface Wish {
  readonly members: number;
  readonly families: readonly string[];
}

function readArguments(): Wish {
  const { values, positionals } = parseArgs({ options: { members: { type: "string" } }, allowPositionals: true });
  const members = values.members === undefined ? DEFAULT_MEMBERS : Number(values.members);
  const families = positionals.length === 0 ? Object.keys(FAMILIES) : positionals;
  const strangers = families.filter((name) => !Object.hasOwn({ ...FAMILIES, ...ALONE }, name));
  if (strangers.length > 0) throw new Error(`There are no rows of: ${strangers.join(", ")}.\nUsage: ${USAGE}`);
  if (!Number.isInteger(members) || members < LEAST_MEMBERS) {
    throw new Error(`--members takes a whole number of at least ${LEAST_MEMBERS}.\nUsage: ${USAGE}`);
  }
  return { members, families };
}

/** Answers whether every bound was reached. */
async function measure(stage: Stage, { members, families }: Wish): Promise<boolean> {
  const world = await openWorld(stage, members);
  const rows: Row[] = [];
  try {
    for (const family of families) {
      const started = performance.now();
      for (const row of (await { ...FAMILIES, ...ALONE }[family]?.(world)) ?? []) {
        rows.push(row);
        say(`  ${row.ok ? "reached" : "MISSED"}  ${row.name}: ${row.ratio} (${JSON.stringify(row.bound)})`);
      }
      say(`${family}: ${Math.round((performance.now() - started) / 1000)} s`);
    }
  } finally {
    await world.close();
  }
  const document = { members, views: world.views, machine: { cores: cpus().length }, rows };
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  return rows.every(({ ok }) => ok);
}

async function main(): Promise<number> {
  const wish = readArguments();
  const stage = await openStage();
  const broken = new Promise<number>((resolve) => {
    // Not once: npm and tsx pass on what the terminal has already sent, and the second must not end us half-way.
    process.on("SIGINT", () => resolve(130));
    process.on("SIGTERM", () => resolve(143));
  });
  try {
    return await Promise.race([broken, measure(stage, wish).then((reached) => (reached ? 0 : 1))]);
  } finally {
    await stage.close();
  }
}

main().then(
  // What was broken off is still waiting for its answers.
  (status) => process.exit(status),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
