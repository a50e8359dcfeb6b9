import { expect, it } from "vitest";
import type { LoadedRules } from "../audience/load-rules.ts";
import type { Funnel } from "../audience/ports.ts";
import type { OutboxPage } from "../delivery/sweep-outbox.ts";
import { type CycleDependencies, runCycle } from "./run-cycle.ts";

const AT = new Date("2026-09-07T06:00:00Z");
const LOADED = {
  rules: [],
  versions: [],
  settings: { order: [], timezone: "Europe/Paris", catchUp: { count: 6, unit: "hours" } },
} as unknown as LoadedRules;

/** A cycle with nothing to plan, over an outbox that answers as told. */
function cycleOver(outbox: Pick<CycleDependencies["cycles"], "countToSend"> & Pick<CycleDependencies, "sweep">) {
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
    queue: { enqueue: async () => undefined },
    cycles: {
      openSlots: none,
      countPlanned: async () => 0,
      countToSend: outbox.countToSend,
      msToNextRetry: async () => null,
      outcomes: async () => [{ rule: "r", timezone: "z", localDate: "d", funnel: {} as Funnel, counts: [] }],
    },
    nextJobDone: async () => undefined,
    expire: async () => 0,
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
