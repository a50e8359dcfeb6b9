import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixedClock } from "../../src/core/clock.ts";
import { type Activity, messageIdOf } from "../../src/core/tracking/activity.ts";
import type { IngestDeps } from "../../src/ingest/ports.ts";
import { recomputeFacts } from "../../src/ingest/recompute-facts.ts";
import { recordEvents } from "../../src/ingest/record-events.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptyIngest, expectedFacts, readFacts } from "../support/ingest-facts.ts";

const GAP_MS = 30 * 60_000;
const START_MS = Date.UTC(2026, 9, 30, 22);
const SEED = 20_261_128;

const activity: fc.Arbitrary<Activity> = fc
  .record({
    messageId: fc.option(
      fc.integer({ min: 0, max: 1_000_000 }).map((n) => `m${n}`),
      { nil: null, freq: 3 },
    ),
    memberId: fc.integer({ min: 1, max: 40 }).map((n) => `member ${n}`),
    name: fc.constantFrom("Content Viewed", "Page Viewed", "Comment Created", "Live Registered", "Message Received"),
    occurredAt: fc.integer({ min: 0, max: 3 * 86_400 }).map((seconds) => new Date(START_MS + seconds * 1_000)),
    contentId: fc.option(
      fc.integer({ min: 1, max: 30 }).map((n) => `content ${n}`),
      { nil: null, freq: 8 },
    ),
    properties: fc.constant(null),
  })
  .map((made) => ({ ...made, passive: made.name === "Message Received" }));

/** So many that they are shared out among transactions. */
const many = fc
  .uniqueArray(activity, { minLength: 700, maxLength: 900, size: "max", selector: messageIdOf })
  .chain((all) => fc.tuple(fc.constant(all), fc.subarray(all, { minLength: 500 })));

describe("a batch so large that transactions share it", { timeout: 240_000 }, () => {
  let test: TestDatabase;
  let deps: IngestDeps;
  let transactions = 0;

  beforeAll(async () => {
    test = await createTestDatabase();
    const store = createIngestStore(test.database);
    deps = {
      store: {
        ...store,
        recordActivities: (...given) => {
          transactions += 1;
          return store.recordActivities(...given);
        },
      },
      clock: fixedClock(new Date("2027-01-01T00:00:00Z")),
      settings: { visitGap: { count: 30, unit: "minutes" }, passiveEvents: [], timezone: "Europe/Paris", events: {} },
    };
  });

  afterAll(() => test.drop());

  it("gives the facts of its events one by one, each once, whatever comes again and beside it", async () => {
    await fc.assert(
      fc.asyncProperty(many, async ([all, again]) => {
        await emptyIngest(test.database);
        transactions = 0;
        const counts = await Promise.all([recordEvents(deps, all), recordEvents(deps, again)]);
        expect(transactions).toBe(4);
        expect(counts.reduce((sum, { new: fresh }) => sum + fresh, 0)).toBe(all.length);
        const facts = await readFacts(test.database);
        expect(facts).toEqual(expectedFacts(all, GAP_MS));
        const [kept] = await test.database.query<{ activities: number }>({
          text: "SELECT count(*)::integer AS activities FROM activity",
          values: [],
        });
        expect(kept?.activities).toBe(all.length);
        await recomputeFacts(deps);
        expect(await readFacts(test.database)).toEqual(facts);
      }),
      { seed: SEED, numRuns: 8 },
    );
  });

  it("gives the same as the same events told one by one", async () => {
    const [sample] = fc.sample(many, { seed: SEED, numRuns: 1 });
    const all = sample?.[0] ?? [];
    await emptyIngest(test.database);
    await recordEvents(deps, all);
    const together = await readFacts(test.database);
    await emptyIngest(test.database);
    for (const one of all) await recordEvents(deps, [one]);
    expect(await readFacts(test.database)).toEqual(together);
  });

  it("tries a batch twice for the first message that came before, and none of the next minute's", async () => {
    await emptyIngest(test.database);
    let tries = 0;
    const { database } = test;
    const store = createIngestStore({
      ...database,
      transaction: (work) => {
        tries += 1;
        return database.transaction(work);
      },
    });
    const record = async (...ids: string[]) => {
      const activities = ids.map(
        (id): Activity => ({
          messageId: id,
          memberId: `member ${id}`,
          name: "Page Viewed",
          occurredAt: new Date(START_MS),
          contentId: null,
          properties: null,
          passive: false,
        }),
      );
      tries = 0;
      const { new: fresh, unchanged } = await recordEvents({ ...deps, store }, activities);
      return { fresh, unchanged, tries };
    };
    expect(await record("a", "b")).toEqual({ fresh: 2, unchanged: 0, tries: 1 });
    expect(await record("b", "c")).toEqual({ fresh: 1, unchanged: 1, tries: 2 });
    expect(await record("a", "c", "d")).toEqual({ fresh: 1, unchanged: 2, tries: 1 });
    expect((await readFacts(database)).members.length).toBe(4);
  });
});
