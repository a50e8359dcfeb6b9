import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createWriteKeyStore } from "../src/platform/postgres/ingest/write-key-store.ts";
import { startChild } from "./children.ts";
import { type Row, race, toRow } from "./race.ts";
import type { World } from "./world.ts";

const KEY = "a key for the benchmark";
/** Of one round, and of one request of it. */
const EVENTS = 20_000;
const BATCH = 250;
const CONNECTIONS = 8;
/** What section 15 asks for. */
const EVENTS_A_SECOND = 10_000;
const CALM_RATE = 1_000;
const CALM_SECONDS = 10;
const CALM_P99_MS = 100;
const CALM_CONNECTIONS = 50;
/** Over so long, all in the past: nobody's clock is ahead. */
const SPREAD_MS = 86_400_000;

interface Happened {
  readonly member: number;
  readonly content: number;
  readonly at: Date;
}

/** Events from a process of their own into a server, made durable with all facts, against bare rows of the same events. */
export async function measureIngest(world: World): Promise<Row[]> {
  await createWriteKeyStore(world.database).add("bench", KEY, false, new Date());
  const server = startChild("tracking-server.ts", [world.url]);
  const { port } = await server.next<{ port: number }>();
  const post = poster(port);
  try {
    let events: Happened[] = [];
    const prepare = async () => {
      events = drawEvents(world);
    };
    const took = await race({
      http: {
        prepare,
        run: () => inLanes(batches(events, BATCH), CONNECTIONS, (batch) => post("batch", { batch: batch.map(asCall) })),
      },
      createMany: {
        prepare,
        run: () =>
          inLanes(batches(events, 1_000), CONNECTIONS, (batch) =>
            world.database.prisma.activity.createMany({ data: batch.map(asRow) }),
          ),
      },
    });
    const perSecond = (ms: number) => (EVENTS / ms) * 1_000;
    const p99 = await measureCalm(world, post);
    return [
      toRow({
        name: "events over HTTP with visits, views and facts, against Prisma createMany of the bare events",
        unit: "events a second",
        median: perSecond(took.http),
        baseline: perSecond(took.createMany),
        bound: { least: 3 },
        note: `${EVENTS} events a round, ${BATCH} a request, ${CONNECTIONS} connections, sent by another process`,
      }),
      toRow({
        name: "events over HTTP, durable, on this machine",
        unit: "events a second",
        median: perSecond(took.http),
        baseline: EVENTS_A_SECOND,
        bound: { least: 1 },
      }),
      toRow({
        name: `99% of single events at ${CALM_RATE} a second are answered within`,
        unit: "ms",
        median: p99,
        baseline: CALM_P99_MS,
        bound: { most: 1 },
      }),
    ];
  } finally {
    await server.end();
  }
}

function drawEvents({ members }: World): Happened[] {
  const now = Date.now();
  return Array.from({ length: EVENTS }, () => ({
    member: 1 + Math.floor(Math.random() * members),
    content: 1 + Math.floor(Math.random() ** 2 * 200),
    at: new Date(now - Math.floor(Math.random() * SPREAD_MS)),
  }));
}

function asCall({ member, content, at }: Happened): object {
  return {
    type: "track",
    event: "Content Viewed",
    messageId: randomUUID(),
    userId: `member-${member}`,
    timestamp: at.toISOString(),
    properties: { contentId: `content-${content}` },
    context: { library: { name: "analytics-node", version: "3.1.0" } },
  };
}

function asRow({ member, content, at }: Happened) {
  return {
    memberId: BigInt(member),
    contentId: BigInt(content),
    occurredAt: at,
    name: "Content Viewed",
    passive: false,
  };
}

function batches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

async function inLanes<T>(items: readonly T[], lanes: number, work: (item: T) => Promise<unknown>): Promise<void> {
  const waiting = [...items];
  const lane = async () => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** One event a request, at even distances, whatever the answers take; the 99th of 100 times of answering, in ms. */
async function measureCalm(world: World, post: Post): Promise<number> {
  const events = batches(drawEvents(world), CALM_RATE * CALM_SECONDS)[0] ?? [];
  const times: number[] = [];
  const open: Promise<void>[] = [];
  const started = performance.now();
  for (const [index, event] of events.entries()) {
    const due = started + (index / CALM_RATE) * 1_000;
    if (due > performance.now() + 1) await sleep(due - performance.now());
    const answer = async () => {
      const left = performance.now();
      await post("track", asCall(event));
      times.push(performance.now() - left);
    };
    open.push(answer());
  }
  await Promise.all(open);
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN;
}

type Post = (path: string, body: object) => Promise<void>;

function poster(port: number): Post {
  const agent = new Agent({ keepAlive: true, maxSockets: CALM_CONNECTIONS });
  const headers = {
    authorization: `Basic ${Buffer.from(`${KEY}:`).toString("base64")}`,
    "content-type": "application/json",
  };
  return (path, body) =>
    new Promise((resolve, reject) => {
      const asked = request(
        { port, host: "127.0.0.1", path: `/v1/${path}`, method: "POST", headers, agent },
        (answer) => {
          answer.resume();
          answer.once("end", () =>
            answer.statusCode === 200 ? resolve() : reject(new Error(`/v1/${path} answered ${answer.statusCode}`)),
          );
        },
      );
      asked.once("error", reject);
      asked.end(JSON.stringify(body));
    });
}
