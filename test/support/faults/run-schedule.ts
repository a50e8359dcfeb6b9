import { setTimeout as sleep } from "node:timers/promises";
import type { DigestKey } from "../../../src/core/community.ts";
import { formatDigestKey } from "../../../src/core/digest-key.ts";
import { unsubscribe } from "../../../src/delivery/preferences/unsubscribe.ts";
import { sweepOutbox } from "../../../src/delivery/sweep-outbox.ts";
import type { Database } from "../../../src/platform/postgres/database.ts";
import { createExpireStore } from "../../../src/platform/postgres/delivery/expire-store.ts";
import { createSweepStore } from "../../../src/platform/postgres/delivery/sweep-store.ts";
import { createUnsubscribeStore } from "../../../src/platform/postgres/delivery/unsubscribe-store.ts";
import { drawWith, hashKeys } from "../../../src/simulate/draw.ts";
import { LINKS, NOW } from "../outbox.ts";
import { checkPromise, type Happenings } from "./check-promise.ts";
import type { FaultEvent, Schedule } from "./draw-schedule.ts";
import { type FaultWorker, openFaultWorker } from "./fault-worker.ts";
import type { FaultWorld } from "./fault-world.ts";
import { fillInOne } from "./fill-in-one.ts";
import { openHints } from "./hints.ts";
import { type Mutation, NO_MUTATION } from "./mutations.ts";
import { openSmtpJudge, type SmtpJudge } from "./smtp-judge.ts";
import type { Step } from "./watched-store.ts";

const HOUR_MS = 3_600_000;
/** Between two sweeps. */
const SWEEP_EVERY_MS = 40;
/** Without a mail for so long the next event comes; after all of them the storm is over. */
const QUIET_MS = 200;
/** For workers to connect and send a first mail, on a machine that has other things to do. */
const FIRST_MAIL_MS = 1_500;
const LONGEST_STORM_MS = 8_000;
const MOST_ROUNDS = 30;
const LIVE_RULES = ["seven-days-away"];

const RETRY_NOW = `
  WITH due AS (
    SELECT member_id, id FROM digest WHERE state IN ('deferred', 'rendered') AND retry_at > clock_timestamp()
    ORDER BY member_id, id FOR UPDATE SKIP LOCKED
  )
  UPDATE digest d SET retry_at = clock_timestamp() FROM due WHERE d.member_id = due.member_id AND d.id = due.id`;

/** In the order in which everybody locks. */
const LAPSE = `
  WITH held AS (SELECT member_id, id FROM digest WHERE lease_until IS NOT NULL ORDER BY member_id, id FOR UPDATE)
  UPDATE digest d SET lease_until = clock_timestamp() - interval '1 second'
  FROM held WHERE d.member_id = held.member_id AND d.id = held.id`;

/** Runs the storm, lifts every fault, lets everything be tried again, and answers how the promise was broken. */
export async function runSchedule(
  world: FaultWorld,
  schedule: Schedule,
  mutation: Mutation = NO_MUTATION,
): Promise<string[]> {
  await world.empty();
  const truth = world.test.database;
  const keys = await fill(truth, schedule);
  const judges = await Promise.all(Array.from({ length: schedule.servers }, () => openSmtpJudge(schedule.judge)));
  const judge = judges[0] as SmtpJudge;
  for (const one of judges) {
    one.slowDown(schedule.slowMs);
    for (const { digest, stage, fault, times } of schedule.mailFaults) {
      one.misbehave(stage, formatDigestKey(keys[digest] as DigestKey), fault, times);
    }
  }
  const begun = (): number => judges.reduce((sum, { attempts }) => sum + attempts.length, 0);
  for (const { stage, fault, times } of schedule.connectionFaults) judge.misbehaveAt(stage, fault, times);

  let at = NOW;
  const now = (): Date => at;
  const steps: Step[] = [];
  const troubles: string[] = [];
  const happenings: Happenings & { ends: Happenings["ends"][number][] } = {
    steps,
    refusals: [],
    outages: [],
    ends: [],
  };
  const open = (name: string, databaseUrl: string): FaultWorker =>
    openFaultWorker({
      name,
      databaseUrl,
      smtpUrl: judges.map(({ url }) => url).join(","),
      lanes: schedule.lanes,
      now,
      capped: schedule.capped,
      mutation,
      steps,
      troubles,
    });
  const workers = Array.from({ length: schedule.workers }, (_, index) => open(`worker ${index}`, world.url));
  const sweeping = world.open(1);
  const hints = await openHints(schedule, world.test.url, workers);
  const sweep = (database: Database) =>
    sweepOutbox({
      store: createSweepStore(database),
      clock: { now },
      settings: { sending: "on", unknown: mutation.sweep ?? "hold" },
      untouchedForMs: 0,
    });
  /** What machine time does by itself, only sooner. */
  const retryNow = () => truth.query({ text: RETRY_NOW, values: [] });
  const lapse = () => truth.query({ text: LAPSE, values: [] });

  const away: Promise<unknown>[] = [];
  const during = (work: () => Promise<void>): void => void away.push(work());
  const outage = (begin: () => void, ms: number, end: () => void): void =>
    during(async () => {
      const window = { from: performance.now(), to: Number.POSITIVE_INFINITY };
      happenings.outages.push(window);
      begin();
      await sleep(ms);
      end();
      window.to = performance.now();
    });
  const refuse = async (digest: number, work: (key: DigestKey) => Promise<unknown>): Promise<void> => {
    const key = keys[digest] as DigestKey;
    await work(key);
    happenings.refusals.push({ memberId: key.memberId, at: performance.now() });
  };
  const strike = async (event: FaultEvent): Promise<void> => {
    switch (event.kind) {
      case "cut":
        return outage(world.proxy.cut, event.ms, world.proxy.restore);
      case "stall":
        return outage(world.proxy.stall, event.ms, world.proxy.restore);
      case "deafen":
        return outage(world.proxy.deafen, event.ms, () => {
          world.proxy.cut();
          world.proxy.restore();
        });
      case "lapse":
        await lapse();
        await sweep(truth);
        return;
      case "unsubscribe":
        return refuse(event.digest, (key) =>
          unsubscribe(
            { store: createUnsubscribeStore(truth), links: LINKS, clock: { now }, language: "en" },
            LINKS.unsubscribeUrl(key).split("/u/")[1] ?? "",
          ),
        );
      case "suppress":
        return refuse(event.digest, async ({ memberId }) =>
          truth.query({
            text: `INSERT INTO suppression (email_hash, reason, source, at) SELECT email_hash, 'hard_bounce', 'test', $2
                   FROM member WHERE id = $1 ON CONFLICT DO NOTHING`,
            values: [memberId, at],
          }),
        );
      case "rest":
        return refuse(event.digest, async ({ memberId }) =>
          truth.query({
            text: `INSERT INTO member_preference (member_id, paused_until, changed_at, changed_by)
                   VALUES ($1, $2, $3, 'test') ON CONFLICT DO NOTHING`,
            values: [memberId, new Date(NOW.getTime() + 720 * HOUR_MS), at],
          }),
        );
      case "pause":
        await truth.query({ text: "UPDATE installation SET paused = true", values: [] });
        return during(async () => {
          await sleep(event.ms);
          await truth.query({ text: "UPDATE installation SET paused = false", values: [] });
        });
      case "clock":
        at = new Date(at.getTime() + event.hours * HOUR_MS);
        return;
      case "repeat":
        return during(async () => void (await Promise.all(workers.map((worker) => worker.submit(keys)))));
      case "crash": {
        const worker = workers[event.worker] as FaultWorker;
        const end = { worker: worker.name, from: performance.now(), to: Number.POSITIVE_INFINITY };
        happenings.ends.push(end);
        return during(() => worker.crash());
      }
      case "stop": {
        const worker = workers[event.worker] as FaultWorker;
        happenings.ends.push({ worker: worker.name, from: performance.now(), to: Number.POSITIVE_INFINITY });
        return during(() => worker.stop(event.withinMs));
      }
      case "smtpDown":
        return during(async () => {
          await judge.stop();
          await sleep(event.ms);
          await judge.start();
        });
      case "truncate":
        return world.truncateQueue();
    }
  };

  // The storm.
  const began = performance.now();
  let storming = true;
  let movedAt = began + FIRST_MAIL_MS;
  for (const one of judges) {
    one.onMail(() => {
      movedAt = performance.now();
    });
  }
  const sweeper = (async () => {
    while (storming) {
      await retryNow();
      try {
        await createExpireStore(sweeping).expire(at, LIVE_RULES, 1_000);
        for await (const page of (await sweep(sweeping)).pages) if (page.kind === "submit") hints.offer(page.keys);
      } catch {
        // The database is away: the next sweep finds the same.
      }
      await sleep(SWEEP_EVERY_MS);
    }
  })();
  const waiting = [...schedule.events];
  for (;;) {
    const next = waiting[0];
    const quietFor = performance.now() - movedAt;
    if (next && (begun() >= next.afterMails || quietFor > QUIET_MS)) {
      waiting.shift();
      await strike(next.event);
      movedAt = performance.now();
    } else if (!next && quietFor > QUIET_MS * 2) break;
    else await sleep(5);
    if (performance.now() - began > LONGEST_STORM_MS) break;
  }
  // Everything is well again, and whoever worked stops.
  await Promise.all(away);
  storming = false;
  await sweeper;
  for (const one of judges) one.behave();
  await hints.stop();
  for (const { name } of workers) {
    happenings.ends.push({ worker: name, from: performance.now(), to: Number.POSITIVE_INFINITY });
  }
  await Promise.all(workers.map((worker) => worker.stop(1_000)));
  await sweeping.close();

  // What is left is taken up by somebody new.
  const heir = open("heir", world.test.url);
  await lapse();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await retryNow();
    await world.forgetLimits();
    await createExpireStore(truth).expire(at, LIVE_RULES, 1_000);
    const left: DigestKey[] = [];
    for await (const page of (await sweep(truth)).pages) left.push(...page.keys);
    if (left.length === 0) break;
    await heir.submit(left);
  }
  await heir.stop(1_000);
  await Promise.all(judges.map((one) => one.close()));
  const attempts = judges.flatMap((one) => one.attempts).sort((one, other) => one.startedAt - other.startedAt);
  return [...troubles, ...(await checkPromise(truth, keys.length, schedule.capped, attempts, happenings))];
}

/** Some may leave for an hour only; the last ones are a second digest of the first members, a minute later. */
function fill(truth: Database, { seed, digests, seconds }: Schedule): Promise<DigestKey[]> {
  const hash = hashKeys(seed, 98, 0, 0);
  const firsts = digests - seconds;
  return fillInOne(
    truth,
    Array.from({ length: digests }, (_, index) => ({
      member: index < firsts ? index : index - firsts,
      slotAt: new Date(NOW.getTime() + (index < firsts ? 0 : 60_000)),
      expiresAt: new Date(NOW.getTime() + (drawWith(hash, index) < 0.15 ? 1 : 20) * HOUR_MS),
    })),
  );
}
