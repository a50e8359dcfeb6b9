import { expect, it } from "vitest";
import type { LoadedRules } from "../audience/load-rules.ts";
import type { Funnel } from "../audience/ports.ts";
import type { OutboxPage } from "../delivery/sweep-outbox.ts";
import { jobsOf } from "./batch-keys.ts";
import type { Job } from "./ports.ts";
import { type CycleDependencies, runCycle } from "./run-cycle.ts";

const AT = new Date("2026-09-07T06:00:00Z");
const LOADED = {
  rules: [],
  versions: [],
  settings: { order: [], timezone: "Europe/Paris", catchUp: { count: 6, unit: "hours" }, closed: [] },
} as unknown as LoadedRules;

/** A cycle with nothing to plan, over an outbox that answers as told. */
function cycleOver(
  outbox: Pick<CycleDependencies["cycles"], "countToSend"> &
    Pick<CycleDependencies, "sweep"> &
    Partial<Pick<CycleDependencies, "expose">>,
  queued: Job[] = [],
) {
  const none = async () => [];
  return {
    loadRules: async () => LOADED,
    audiences: {
      timezones: none,
      standingSlots: none,
      knowsLaterThan: async () => false,
      recordExpired: async () => 0,
    },
    rules: { recordVersions: async () => undefined, statuses: none },
    clock: { advance: async () => undefined, previous: async () => null },
    verify: async () => ({ sentUntil: null }),
    queue: {
      enqueue: async (jobs: readonly Job[]) => void queued.push(...jobs),
      countWaiting: async () => queued.length,
    },
    cycles: {
      openSlots: none,
      countPlanned: async () => 0,
      countToSend: outbox.countToSend,
      msToNextRetry: async () => null,
      outcomes: async () => [{ rule: "r", timezone: "z", localDate: "d", funnel: {} as Funnel, counts: [] }],
    },
    failed: new Set(),
    nextJobDone: async () => undefined,
    expire: async () => 0,
    letGo: async () => undefined,
    notify: async () => undefined,
    tellWeekly: async () => undefined,
    expose: outbox.expose ?? (async () => undefined),
    sweep: outbox.sweep,
  } as unknown as CycleDependencies;
}

it("does not end while digests are in hand that a submitter took between the count and the sweep", async () => {
  const taken: OutboxPage[] = [];
  const counts = [
    { inFlight: 0, waiting: 5 },
    { inFlight: 5, waiting: 0 },
    { inFlight: 2, waiting: 0 },
    { inFlight: 0, waiting: 0 },
  ];
  let asked = 0;
  const deps = cycleOver({
    countToSend: async () => counts[asked++] ?? { inFlight: 0, waiting: 0 },
    sweep: async () => ({
      lapsed: { released: 0, uncertain: 0 },
      pages: (async function* () {
        yield* taken;
      })(),
    }),
  });
  await runCycle(deps, { at: AT, waitMs: 0 });
  expect(asked).toBe(counts.length);
});

it("ends where all that waits is held", async () => {
  const deps = cycleOver({
    countToSend: async () => ({ inFlight: 0, waiting: 5 }),
    sweep: async () => ({ lapsed: { released: 0, uncertain: 0 }, pages: (async function* () {})() }),
  });
  await expect(runCycle(deps, { at: AT, waitMs: 0 })).resolves.toMatchObject({ slots: [{ rule: "r" }] });
});

const keysUpTo = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ memberId: index + 1, digestId: index + 1 }));

it("hands out what waits, and not again while the queue has plenty", async () => {
  const page: OutboxPage = { kind: "submit", afterMs: 0, keys: keysUpTo(500) };
  const queued: Job[] = [];
  const deps = cycleOver(
    {
      countToSend: async () => ({ inFlight: 0, waiting: 0 }),
      sweep: async () => ({
        lapsed: { released: 0, uncertain: 0 },
        pages: (async function* () {
          for (let pages = 0; pages < 150; pages++) yield page;
        })(),
      }),
    },
    queued,
  );
  for (let minute = 0; minute < 5; minute++) await runCycle(deps, { at: AT, waitMs: null });
  // 750 jobs a time: twice, then there is plenty.
  expect(queued.length).toBe(1_500);
});

it("does not wait for the week to be measured where other cycles follow, and does where it is the only one", async () => {
  let measured = () => {};
  let ended = false;
  const deps = {
    ...cycleOver({
      countToSend: async () => ({ inFlight: 0, waiting: 0 }),
      sweep: async () => ({ lapsed: { released: 0, uncertain: 0 }, pages: (async function* () {})() }),
    }),
    tellWeekly: () =>
      new Promise<void>((resolve) => {
        measured = resolve;
      }),
  };
  await runCycle(deps, { at: AT, waitMs: null });
  const only = runCycle(deps, { at: AT, waitMs: 0 }).then(() => {
    ended = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(ended).toBe(false);
  measured();
  await only;
});

it("cuts what waits into jobs that miss nothing, large ones where there is much", () => {
  for (const count of [0, 1, 99, 100, 101, 260, 500, 501]) {
    for (const kind of ["compose", "submit"] as const) {
      const jobs = jobsOf(kind, keysUpTo(count));
      expect(jobs.flatMap((job) => ("keys" in job ? job.keys : []))).toEqual(keysUpTo(count));
      expect(jobs.every((job) => "keys" in job && job.keys.length <= (kind === "compose" ? 500 : 100))).toBe(true);
    }
  }
  expect(jobsOf("compose", keysUpTo(500)).length).toBe(1);
  expect(jobsOf("compose", keysUpTo(260)).length).toBe(4);
});

it("makes exposures of what was settled before, once sending is on, before any of it is handed out", async () => {
  const done: string[] = [];
  const cycle = (sending: string) => {
    const deps = cycleOver({
      countToSend: async () => ({ inFlight: 0, waiting: 0 }),
      expose: async () => void done.push("exposed"),
      sweep: async () => {
        done.push("swept");
        return { lapsed: { released: 0, uncertain: 0 }, pages: (async function* () {})() };
      },
    });
    const loaded = { ...LOADED, settings: { ...LOADED.settings, sending } } as LoadedRules;
    return runCycle({ ...deps, loadRules: async () => loaded }, { at: AT, waitMs: null });
  };
  await cycle("off");
  expect(done).toEqual(["swept"]);
  await cycle("on");
  expect(done.slice(1)).toEqual(["exposed", "swept"]);
});
