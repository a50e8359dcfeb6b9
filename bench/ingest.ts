import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ensurePartitions, monthsOf } from "../src/platform/postgres/ingest/partitions.ts";
import { createWriteKeyStore } from "../src/platform/postgres/ingest/write-key-store.ts";
import { startChild } from "./children.ts";
import { type Row, race, toRow } from "./race.ts";
import type { World } from "./world.ts";

const KEY = "a key for the benchmark";
/** Of one round: some seconds of it, so that its first and last commits, which nothing overlaps, do not decide. */
const EVENTS = 100_000;
/** Of one request. */
const BATCH = 250;
const CONNECTIONS = 32;
const WRITERS = 8;
/** Of the community, at the same time; each does five things on average, then somebody else comes. */
const SHARE_ONLINE = 0.1;
const ACTS_A_VISIT = 5;
/** What section 15 asks for. */
const EVENTS_A_SECOND = 10_000;
const CALM_RATE = 1_000;
const CALM_SECONDS = 10;
const CALM_P99_MS = 100;
const CALM_CONNECTIONS = 50;
/** A round is as if it came half a day after the one before: so long ago the first one is. */
const LONG_AGO_MS = 30 * 86_400_000;
const BETWEEN_ROUNDS_MS = 43_200_000;

interface Happened {
  readonly member: number;
  readonly content: number;
  readonly at: Date;
}

/** Events from a process of their own into a server, made durable with all facts, against bare rows of the same events. */
export async function measureIngest(world: World): Promise<Row[]> {
  await createWriteKeyStore(world.database).add("bench", KEY, false, new Date());
  const live = openStream(world);
  const server = startChild("tracking-server.ts", [world.url]);
  const { port } = await server.next<{ port: number }>();
  const post = poster(port);
  try {
    const openRound = async (): Promise<Happened[]> => {
      const events = live.round(EVENTS);
      await ensurePartitions(world.database, monthsOf(events.map(({ at }) => at)));
      return events;
    };
    // What is sent is written out before: sites do that on machines of their own.
    let bodies: string[] = [];
    let rows: ReturnType<typeof asRow>[][] = [];
    const took = await race({
      http: {
        prepare: async () => {
          bodies = batches(await openRound(), BATCH).map((batch) => JSON.stringify({ batch: batch.map(asCall) }));
        },
        run: () => inLanes(bodies, CONNECTIONS, (body) => post("batch", body)),
      },
      createMany: {
        prepare: async () => {
          rows = batches((await openRound()).map(asRow), 1_000);
        },
        run: () => inLanes(rows, WRITERS, (data) => world.database.prisma.activity.createMany({ data })),
      },
    });
    const perSecond = (ms: number) => (EVENTS / ms) * 1_000;
    const p99 = await measureCalm(live.round(CALM_RATE * CALM_SECONDS), post);
    return [
      toRow({
        name: "events over HTTP with visits, views and facts, against Prisma createMany of the bare events",
        unit: "events a second",
        median: perSecond(took.http),
        baseline: perSecond(took.createMany),
        bound: { least: 3 },
        note: `${EVENTS} events a round, ${BATCH} a request, ${CONNECTIONS} connections, of a live stream, from another process`,
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

/**
 * Events as they come from a site with much to do: many members are on it at a time, so that what comes together is seldom
 * of the same one, and most acts go on with a visit.
 */
function openStream({ members }: World): { round(events: number): Happened[] } {
  const anybody = () => 1 + Math.floor(Math.random() * members);
  const online = Array.from({ length: Math.ceil(members * SHARE_ONLINE) }, anybody);
  let now = Date.now() - LONG_AGO_MS;
  const next = (): Happened => {
    const place = Math.floor(Math.random() * online.length);
    const member = online[place] ?? 1;
    if (Math.random() < 1 / ACTS_A_VISIT) online[place] = anybody();
    now += Math.random() < 0.1 ? 1 : 0;
    return { member, content: 1 + Math.floor(Math.random() ** 2 * 200), at: new Date(now) };
  };
  return {
    round: (events) => {
      now += BETWEEN_ROUNDS_MS;
      return Array.from({ length: events }, next);
    },
  };
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
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** One event a request, at even distances, whatever the answers take; the 99th of 100 times of answering, in ms. */
async function measureCalm(events: readonly Happened[], post: Post): Promise<number> {
  const times: number[] = [];
  const open: Promise<void>[] = [];
  const started = performance.now();
  for (const [index, event] of events.entries()) {
    const due = started + (index / CALM_RATE) * 1_000;
    if (due > performance.now() + 1) await sleep(due - performance.now());
    const answer = async () => {
      const left = performance.now();
      await post("track", JSON.stringify(asCall(event)));
      times.push(performance.now() - left);
    };
    open.push(answer());
  }
  await Promise.all(open);
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN;
}

type Post = (path: string, body: string) => Promise<void>;

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
      asked.end(body);
    });
}
