import type { DigestKey } from "../../../src/core/community.ts";
import { sweepOutbox } from "../../../src/delivery/sweep-outbox.ts";
import { createSweepStore } from "../../../src/platform/postgres/delivery/sweep-store.ts";
import { spawnChild } from "../child.ts";
import { NOW } from "../outbox.ts";
import { checkPromise } from "./check-promise.ts";
import type { KilledWorkerOptions, KillPoint, KillSchedule } from "./draw-kill.ts";
import { openFaultWorker } from "./fault-worker.ts";
import type { FaultWorld } from "./fault-world.ts";
import { fillInOne } from "./fill-in-one.ts";
import { NO_MUTATION } from "./mutations.ts";
import { openSmtpJudge } from "./smtp-judge.ts";

/** Longer than a kill schedule takes: leases lapse by hand, once the dead are known to be. */
const LEASE_MS = 120_000;
/** Nobody is silent here: whoever is slow is only busy. */
const PATIENT = { connectMs: 30_000, envelopeMs: 30_000, dataMs: 30_000 };

export interface KillResult {
  readonly broken: readonly string[];
  /** Where workers were killed, of those that should have been. */
  readonly killed: readonly KillPoint[];
  readonly unknown: number;
}

/** Runs the workers until each has ended or was killed, lets somebody else finish, and answers how the promise was broken. */
export async function runKill(world: FaultWorld, schedule: KillSchedule): Promise<KillResult> {
  await world.empty();
  const truth = world.test.database;
  const keys = await fillInOne(
    truth,
    Array.from({ length: schedule.digests }, (_, member) => ({
      member,
      slotAt: NOW,
      expiresAt: new Date(NOW.getTime() + 20 * 3_600_000),
    })),
  );
  const judge = await openSmtpJudge({ pipelining: schedule.pipelining });
  judge.slowDown(schedule.slowMs);
  const broken: string[] = [];
  const children = schedule.kills.map((kill, index) => {
    // Everybody is given everything, in two jobs at once, and each begins elsewhere.
    const turned = [...keys.slice(index * 3), ...keys.slice(0, index * 3)];
    const half = Math.ceil(turned.length / 2);
    const options: KilledWorkerOptions = {
      name: `child ${index}`,
      databaseUrl: world.test.url,
      smtpUrl: judge.url,
      lanes: schedule.lanes,
      leaseMs: LEASE_MS,
      kill,
      jobs: [[turned.slice(0, half), turned.slice(half)], [keys]],
    };
    return { name: options.name, kill, child: spawnChild("killed-worker.ts", [JSON.stringify(options)]) };
  });
  const dead: string[] = [];
  const killed: KillPoint[] = [];
  for (const { name, kill, child } of children) {
    const end = await child.ended;
    if (end === "SIGKILL") dead.push(name);
    if (end === "SIGKILL" && kill !== null) killed.push(kill.point);
    else if (end !== 0) broken.push(`${name} ended with ${end}`);
    if (end === "SIGKILL" && kill === null) broken.push(`${name} was killed by nobody`);
  }
  // What the dead left: each lane at most one digest in doubt, and those are the dead's own.
  const doubtful = await truth.query<{ by: string; n: number }>({
    text: "SELECT claimed_by AS by, count(*) AS n FROM digest WHERE state = 'submitting' GROUP BY 1",
    values: [],
  });
  for (const { by, n } of doubtful) {
    if (!dead.includes(by)) broken.push(`${by} lives, and left ${n} digests in doubt`);
    if (n > schedule.lanes) broken.push(`${by} had ${schedule.lanes} connections, and left ${n} digests in doubt`);
  }
  const atDeath = doubtful.reduce((sum, { n }) => sum + n, 0);
  await truth.query({
    text: "UPDATE digest SET lease_until = clock_timestamp() - interval '1 second' WHERE lease_until IS NOT NULL",
    values: [],
  });
  const heir = openFaultWorker({
    name: "heir",
    databaseUrl: world.test.url,
    smtpUrl: judge.url,
    lanes: schedule.lanes,
    now: () => NOW,
    capped: false,
    timeouts: PATIENT,
    mutation: NO_MUTATION,
    steps: [],
    troubles: broken,
  });
  for (let round = 0; round < 10; round += 1) {
    await truth.query({ text: "UPDATE digest SET retry_at = clock_timestamp() WHERE state = 'deferred'", values: [] });
    const swept = await sweepOutbox({
      store: createSweepStore(truth),
      clock: { now: () => NOW },
      settings: { sending: "on", unknown: "hold" },
      untouchedForMs: 0,
    });
    const left: DigestKey[] = [];
    for await (const page of swept.pages) left.push(...page.keys);
    if (left.length === 0) break;
    await world.forgetLimits();
    await heir.submit(left);
  }
  await heir.stop(1_000);
  await judge.close();
  const ends = [{ worker: "all", from: 0, to: Number.POSITIVE_INFINITY }];
  const happenings = { steps: [], refusals: [], outages: [], ends };
  broken.push(...(await checkPromise(truth, keys.length, false, judge.attempts, happenings)));
  const [{ n: unknown } = { n: 0 }] = await truth.query<{ n: number }>({
    text: "SELECT count(*) AS n FROM digest WHERE state = 'unknown'",
    values: [],
  });
  if (unknown !== atDeath) broken.push(`${unknown} are unknown, and ${atDeath} were in flight`);
  return { broken, killed, unknown };
}
