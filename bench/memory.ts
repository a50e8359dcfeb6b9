import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startChild } from "./children.ts";
import { emptyOutbox } from "./outbox.ts";
import { type Row, toRow } from "./race.ts";
import { AT, RULES_DIRECTORY } from "./scene.ts";
import type { World } from "./world.ts";

const MOST_MEGABYTES = 400;
/** Of all that are planned for, about so many may be mailed: sending takes minutes, and its memory levels off after one. */
const MAILED_MEMBERS = 15_000;

/** The bounds on V8's heap that the image and `npm start` set. */
async function heapBounds(): Promise<string> {
  const dockerfile = await readFile(new URL("../Dockerfile", import.meta.url), "utf8");
  const [, options] = /NODE_OPTIONS="([^"]+)"/.exec(dockerfile) ?? [];
  if (options === undefined) throw new Error("The Dockerfile sets no NODE_OPTIONS.");
  return options;
}

/** One cycle of the shipped rules as the image runs it, in a process of its own: plans, composes, sends to the sink. */
export async function measureMemory(world: World, smtpUrl: string): Promise<Row> {
  await emptyOutbox(world);
  const oneIn = Math.ceil(world.members / MAILED_MEMBERS);
  await world.database.query({
    text: "UPDATE member SET subscribed = false WHERE id % $1 <> 0 AND subscribed IS NULL",
    values: [oneIn],
  });
  const rules = join(world.folder, "rules");
  await cp(RULES_DIRECTORY, rules, { recursive: true });
  const settings = join(rules, "settings.yaml");
  await writeFile(settings, (await readFile(settings, "utf8")).replace(/^sending: off/m, "sending: on"));
  const options = await heapBounds();
  const cycle = startChild("cycle.mjs", ["run", "--at", AT.toISOString(), "--json"], {
    DATABASE_URL: world.url,
    SMTP_URL: smtpUrl,
    RULES_DIR: rules,
    DATA_DIR: join(world.folder, "cycle"),
    SECRET_KEY: "a key for the benchmark",
    NODE_OPTIONS: options,
  });
  const started = performance.now();
  const { peakMegabytes } = await cycle.next<{ peakMegabytes: number }>();
  const seconds = (performance.now() - started) / 1000;
  await cycle.end();
  const [sent] = await world.database.query<{ digests: number; accepted: number }>({
    text: "SELECT count(*) AS digests, count(*) FILTER (WHERE state = 'accepted') AS accepted FROM digest",
    values: [],
  });
  return toRow({
    name: "memory of the worker while planning, composing and sending, against 400 MB",
    unit: "MB",
    median: peakMegabytes,
    baseline: MOST_MEGABYTES,
    bound: { most: 1 },
    note: `${world.members} members judged, ${sent?.digests} digests planned, ${sent?.accepted} accepted, in ${Math.round(seconds)} s; ${options}`,
  });
}
