import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createWriteKeyStore } from "../src/platform/postgres/ingest/write-key-store.ts";
import { startChild } from "./children.ts";
import { type Row, toRow } from "./race.ts";
import type { World } from "./world.ts";

const KEY = "a key for the benchmark";
const MINUTES = 10;
/** Nobody of them waits before asking again. */
const CLIENTS = 64;
const EVENTS_A_REQUEST = 1_000;
/** Each request carries it beside its events, up to what a request may have. */
const PADDING = "x".repeat(200 * 1024);
const SAMPLE_MS = 500;

/**
 * Ten minutes of more than the server can take, all at once and without pause. What it needs in the last nine minutes, against
 * the first, when everything is warm: what grows would show. Each event that was answered for is counted in the database.
 */
export async function measureOverload(world: World): Promise<Row[]> {
  await createWriteKeyStore(world.database).add("overload", KEY, false, new Date());
  const before = await countActivities(world);
  const server = startChild("tracking-server.ts", [world.url]);
  const { port } = await server.next<{ port: number }>();
  const answers = new Map<number, number>();
  const until = performance.now() + MINUTES * 60_000;
  const send = sender(port);
  const client = async () => {
    while (performance.now() < until) {
      const status = await send(drawBody(world.members));
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  };
  try {
    const clients = Promise.all(Array.from({ length: CLIENTS }, client));
    const first = await watch(server.process.pid ?? 0, performance.now() + 60_000);
    const rest = await watch(server.process.pid ?? 0, until);
    await clients;
    const taken = answers.get(200) ?? 0;
    const stored = (await countActivities(world)) - before;
    return [
      toRow({
        name: `memory of the server in minutes 2 to ${MINUTES} of overload, against the first`,
        unit: "MB",
        median: rest,
        baseline: first,
        bound: { most: 1.15 },
        note: `answers: ${[...answers].map(([status, count]) => `${count} x ${status}`).join(", ")}`,
      }),
      toRow({
        name: "events in the database, against those that were answered 200",
        unit: "events",
        median: stored,
        baseline: taken * EVENTS_A_REQUEST,
        bound: { least: 1 },
      }),
      toRow({
        name: "answers of 429, against those of 200: it was overload",
        unit: "answers",
        median: answers.get(429) ?? 0,
        baseline: taken,
        bound: { least: 0.2 },
      }),
    ];
  } finally {
    await server.end();
  }
}

/** The most that a process holds until then, in MB. */
async function watch(pid: number, until: number): Promise<number> {
  let most = 0;
  while (performance.now() < until) {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    most = Math.max(most, Number(kilobytes) / 1_024);
    await sleep(SAMPLE_MS);
  }
  return most;
}

async function countActivities({ database }: World): Promise<number> {
  const [row] = await database.query<{ count: number }>({
    text: "SELECT count(*)::integer AS count FROM activity",
    values: [],
  });
  return row?.count ?? 0;
}

function drawBody(members: number): string {
  const timestamp = new Date().toISOString();
  const batch = Array.from({ length: EVENTS_A_REQUEST }, () => ({
    type: "track",
    event: "Content Viewed",
    messageId: randomUUID(),
    userId: `member-${1 + Math.floor(Math.random() * members)}`,
    timestamp,
    properties: { contentId: `content-${1 + Math.floor(Math.random() * 200)}` },
  }));
  return JSON.stringify({ batch, padding: PADDING });
}

function sender(port: number): (body: string) => Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const headers = {
    authorization: `Basic ${Buffer.from(`${KEY}:`).toString("base64")}`,
    "content-type": "application/json",
  };
  return (body) =>
    new Promise((resolve, reject) => {
      const asked = request(
        { port, host: "127.0.0.1", path: "/v1/batch", method: "POST", headers, agent },
        (answer) => {
          answer.resume();
          answer.once("end", () => resolve(answer.statusCode ?? 0));
        },
      );
      asked.once("error", reject);
      asked.end(body);
    });
}
