import type { DigestKey } from "../src/core/community.ts";
import { openJobQueue } from "../src/platform/queue/job-queue.ts";
import { type Child, startChild, type Tally } from "./children.ts";
import type { MailReport, MailTask, MailWay } from "./mail-worker.ts";
import { measureMemory } from "./memory.ts";
import { emptyOutbox, fillOutbox } from "./outbox.ts";
import { ALL_ROUNDS, type Row, race, toRow } from "./race.ts";
import { openScene } from "./scene.ts";
import type { World } from "./world.ts";

const WORKERS = 2;
/** Of each worker, whichever way it sends. */
const CONNECTIONS = 20;
/** Of one round. */
const MOST_MAILS = 2_000;
/** What a cycle puts into one job. */
const SUBMIT_BATCH = 100;

export async function measureDelivery(world: World): Promise<Row[]> {
  const sink = startChild("sink.ts", []);
  const { port } = await sink.next<{ port: number }>();
  const smtpUrl = `smtp://127.0.0.1:${port}?maxConnections=${CONNECTIONS}`;
  try {
    const rows = await measureThroughput(world, smtpUrl);
    world.say("  throughput is measured; now a whole cycle");
    return [...rows, await measureMemory(world, smtpUrl)];
  } finally {
    await sink.end();
    await emptyOutbox(world);
  }
}

async function measureThroughput(world: World, smtpUrl: string): Promise<Row[]> {
  const wanted = Math.min(MOST_MAILS, Math.floor((world.members * 0.9) / ALL_ROUNDS));
  const keys = await fillOutbox(world, await openScene(), wanted * ALL_ROUNDS);
  const mails = Math.floor(keys.length / ALL_ROUNDS);
  const workers = Array.from({ length: WORKERS }, () => startChild("mail-worker.ts", [world.url, smtpUrl]));
  await Promise.all(workers.map((worker) => worker.next<MailReport>()));
  const queue = await openJobQueue({ redisUrl: null, databaseUrl: world.url });
  let round = -1;
  const keysOfRound = () => keys.slice(round * mails, (round + 1) * mails);
  try {
    const loaded = (way: MailWay) => ({
      prepare: () => loadShares(workers, way, keysOfRound()),
      run: () => Promise.all(workers.map((worker) => worker.ask<MailReport>({ way } satisfies MailTask))),
    });
    const took = await race({
      queue: {
        prepare: async () => {
          round += 1;
          await Promise.all(workers.map((worker) => worker.ask({ way: "queue" } satisfies MailTask)));
        },
        run: async () => {
          const batch = keysOfRound();
          const jobs = Array.from({ length: Math.ceil(batch.length / SUBMIT_BATCH) }, (_, index) => ({
            kind: "submit" as const,
            version: 1 as const,
            keys: batch.slice(index * SUBMIT_BATCH, (index + 1) * SUBMIT_BATCH),
          }));
          const accepted = untilAccepted(workers, batch.length);
          await queue.enqueue(jobs);
          await accepted;
        },
      },
      lanes: loaded("lanes"),
      base64: loaded("base64"),
      nodemailer: loaded("nodemailer"),
    });
    const perSecond = (ms: number) => (mails / ms) * 1000;
    const throughput = { unit: "mails a second", median: perSecond(took.queue) };
    return [
      toRow({
        ...throughput,
        name: `delivery by ${WORKERS} workers, against nodemailer's pool sending ready-made messages in the same encoding`,
        baseline: perSecond(took.base64),
        bound: { least: 0.8 },
        note: `${mails} rendered digests a round: queue, claim, mark, submit, record; our own lanes without database and queue: ${Math.round(perSecond(took.lanes))} a second`,
      }),
      toRow({
        ...throughput,
        name: `delivery by ${WORKERS} workers, against nodemailer's pool with its default encoding`,
        baseline: perSecond(took.nodemailer),
        bound: { least: 1.2 },
      }),
    ];
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
    await queue.close();
  }
}

async function loadShares(workers: readonly Child[], way: MailWay, keys: readonly DigestKey[]): Promise<void> {
  await Promise.all(
    workers.map((worker, index) =>
      worker.ask({ way, load: keys.filter((_, place) => place % workers.length === index) } satisfies MailTask),
    ),
  );
}

async function untilAccepted(workers: readonly Child[], wanted: number): Promise<void> {
  let accepted = 0;
  await new Promise<void>((resolve, reject) => {
    const count = (message: unknown): void => {
      accepted += (message as Tally).tally;
      if (accepted >= wanted) stop(resolve);
    };
    const fail = (): void => stop(() => reject(new Error("A worker ended while it was sending.")));
    const stop = (then: () => void): void => {
      for (const worker of workers) worker.process.off("message", count).off("exit", fail);
      then();
    };
    for (const worker of workers) worker.process.on("message", count).on("exit", fail);
  });
}
