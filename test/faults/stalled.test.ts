import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DigestKey } from "../../src/core/community.ts";
import { formatDigestKey } from "../../src/core/digest-key.ts";
import { sweepOutbox } from "../../src/delivery/sweep-outbox.ts";
import { createSweepStore } from "../../src/platform/postgres/delivery/sweep-store.ts";
import { spawnChild } from "../support/child.ts";
import { checkPromise, type Happenings } from "../support/faults/check-promise.ts";
import { KILL_POINTS, type KilledWorkerOptions } from "../support/faults/draw-kill.ts";
import { type FaultWorker, openFaultWorker } from "../support/faults/fault-worker.ts";
import { type FaultWorld, openFaultWorld } from "../support/faults/fault-world.ts";
import { fillInOne } from "../support/faults/fill-in-one.ts";
import { NO_MUTATION } from "../support/faults/mutations.ts";
import { openSmtpJudge, type SmtpJudge } from "../support/faults/smtp-judge.ts";
import type { Step } from "../support/faults/watched-store.ts";
import { NOW } from "../support/outbox.ts";

const PATIENT = { connectMs: 30_000, envelopeMs: 30_000, dataMs: 30_000 };
const LEASE_MS = 1_000;

let world: FaultWorld;
let judge: SmtpJudge;
let workers: FaultWorker[] = [];
let steps: Step[] = [];
let troubles: string[] = [];

beforeEach(async () => {
  [world, judge] = await Promise.all([openFaultWorld(), openSmtpJudge()]);
  [workers, steps, troubles] = [[], [], []];
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop(1_000)));
  await judge.close();
  await world.close();
});

const fill = (digests: number): Promise<DigestKey[]> =>
  fillInOne(
    world.test.database,
    Array.from({ length: digests }, (_, member) => ({
      member,
      slotAt: NOW,
      expiresAt: new Date(NOW.getTime() + 20 * 3_600_000),
    })),
  );
const open = (name: string, lanes: number): FaultWorker => {
  const worker = openFaultWorker({
    name,
    databaseUrl: world.test.url,
    smtpUrl: judge.url,
    lanes,
    now: () => NOW,
    capped: false,
    timeouts: PATIENT,
    mutation: NO_MUTATION,
    steps,
    troubles,
  });
  workers.push(worker);
  return worker;
};
const sweep = () =>
  sweepOutbox({
    store: createSweepStore(world.test.database),
    clock: { now: () => NOW },
    settings: { sending: "on", unknown: "hold" },
    untouchedForMs: 0,
  });
const check = (keys: readonly DigestKey[], happenings: Partial<Happenings> = {}) =>
  checkPromise(world.test.database, keys.length, false, judge.attempts, {
    steps: [],
    refusals: [],
    outages: [],
    ends: [],
    ...happenings,
  });
const states = async () =>
  (
    await world.test.database.query<{ state: string }>({
      text: "SELECT DISTINCT state FROM digest ORDER BY 1",
      values: [],
    })
  ).map(({ state }) => state);

describe("a worker whose event loop stands still for longer than its lease", { timeout: 120_000 }, () => {
  it.each(KILL_POINTS)("(%s) sends nothing that was given to another meanwhile", async (point) => {
    const keys = await fill(12);
    const options: KilledWorkerOptions = {
      name: "stalled",
      databaseUrl: world.test.url,
      smtpUrl: judge.url,
      lanes: 2,
      leaseMs: LEASE_MS,
      kill: { point, nth: point === "claimed" ? 1 : 2, blockMs: 6 * LEASE_MS },
      jobs: [[keys]],
    };
    const stalled = spawnChild("killed-worker.ts", [JSON.stringify(options)]);
    expect([await stalled.nextLine(), await stalled.nextLine()]).toEqual(["ready", "blocked"]);
    const other = open("other", 2);
    const lapsed = { released: 0, uncertain: 0 };
    await expect
      .poll(
        async () => {
          const swept = await sweep();
          lapsed.released += swept.lapsed.released;
          lapsed.uncertain += swept.lapsed.uncertain;
          for await (const page of swept.pages) await other.submit(page.keys);
          return lapsed.released;
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(0);
    expect(lapsed.uncertain).toBeLessThanOrEqual(options.lanes);
    expect(await stalled.nextLine()).toBe("done");
    expect(await stalled.ended).toBe(0);
    for await (const page of (await sweep()).pages) await other.submit(page.keys);
    expect([...troubles, ...(await check(keys))]).toEqual([]);
    // It came back in time to hear the server, and said itself what had become of its own.
    expect(await states()).toEqual(point === "marked" ? expect.arrayContaining(["accepted"]) : ["accepted"]);
  });
});

describe("eight workers that are given the same job", { timeout: 120_000 }, () => {
  it("send each digest once, and agree on what became of it", async () => {
    const keys = await fill(200);
    for (const key of keys.slice(0, 10)) {
      judge.misbehave("rcpt", formatDigestKey(key), { reply: "550 5.1.1 no such person" }, 8);
    }
    const eight = Array.from({ length: 8 }, (_, index) => open(`worker ${index}`, 3));
    await Promise.all(eight.map((worker) => worker.submit(keys)));
    expect([...troubles, ...(await check(keys, { steps }))]).toEqual([]);
    expect(await states()).toEqual(["accepted", "failed"]);
    expect(judge.attempts.filter(({ dotAt }) => dotAt !== null)).toHaveLength(190);
    expect(judge.attempts).toHaveLength(200);
  });
});
