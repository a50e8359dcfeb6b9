import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixedClock } from "../../src/core/clock.ts";
import type { Activity } from "../../src/core/tracking/activity.ts";
import type { ContentStatement } from "../../src/core/tracking/content.ts";
import type { IngestDeps } from "../../src/ingest/ports.ts";
import { recomputeFacts } from "../../src/ingest/recompute-facts.ts";
import { recordContentMessages, recordContents } from "../../src/ingest/record-contents.ts";
import { recordEvents } from "../../src/ingest/record-events.ts";
import { recordMembers } from "../../src/ingest/record-members.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { arrivals } from "../support/arrivals.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptyIngest, expectedFacts, readFacts } from "../support/ingest-facts.ts";

const GAP_MS = 30 * 60_000;
const START_MS = Date.UTC(2026, 9, 30, 22);
const SEED = 20_261_122;

const member = fc.constantFrom("anna", "-8102", "chloé");
const content = fc.constantFrom("welcome", "-77", "c:3", "pricing");

/** Close enough together that acts lengthen, join and part visits; across the end of a month. */
const occurredAt = fc.oneof(
  fc.integer({ min: 0, max: 900 }).map((minutes) => START_MS + minutes * 60_000),
  fc.integer({ min: 0, max: 60 }).map((steps) => START_MS + steps * GAP_MS),
  fc.integer({ min: 0, max: 20 * 86_400_000 }).map((ms) => START_MS + ms),
);

const activity: fc.Arbitrary<Activity> = fc
  .record({
    messageId: fc.option(
      fc.integer({ min: 0, max: 1_000_000 }).map((n) => `m${n}`),
      { nil: null, freq: 3 },
    ),
    memberId: member,
    name: fc.constantFrom(
      ...["Content Viewed", "Page Viewed", "Comment Created", "Live Registered", "Message Received"],
      ...["Live Attended", "Replay Viewed"],
    ),
    occurredAt: occurredAt.map((ms) => new Date(ms)),
    contentId: fc.option(content, { nil: null }),
    properties: fc.option(fc.dictionary(fc.constantFrom("a", "b"), fc.integer()), { nil: null }),
  })
  .map((made) => ({ ...made, passive: made.name === "Message Received" }));

const statement: fc.Arbitrary<ContentStatement> = fc.record({
  id: content,
  statedAt: fc.integer({ min: 0, max: 5 }).map((hours) => new Date(START_MS + hours * 3_600_000)),
  by: fc.constant("event" as const),
  fields: fc.record(
    {
      title: fc.constantFrom("A", "B", null),
      themes: fc.constantFrom(["x"], ["y", "z"], null),
      publishedAt: fc.constantFrom(new Date(START_MS), null),
      withdrawnAt: fc.constantFrom(new Date(START_MS + 1), null),
    },
    { requiredKeys: [] },
  ),
});

/** Distinct messages, as a site sends them: one id never stands for two different things. */
const activities = fc.uniqueArray(activity, {
  minLength: 1,
  maxLength: 60,
  size: "max",
  selector: ({ messageId, ...rest }) => messageId ?? JSON.stringify(rest),
});

describe("the same events in any order, split, repeated, late and by two workers at once", () => {
  let test: TestDatabase;
  let deps: IngestDeps;

  beforeAll(async () => {
    test = await createTestDatabase();
    deps = {
      store: createIngestStore(test.database),
      clock: fixedClock(new Date("2027-01-01T00:00:00Z")),
      settings: { visitGap: { count: 30, unit: "minutes" }, passiveEvents: [], timezone: "Europe/Paris", events: {} },
    };
  });

  afterAll(() => test.drop());

  it("give the same visits, views and counts, and those of a recomputation", async () => {
    const scenario = activities.chain((all) => fc.tuple(fc.constant(all), arrivals(all), fc.boolean(), fc.boolean()));
    await fc.assert(
      fc.asyncProperty(scenario, async ([all, pieces, membersFirst, together]) => {
        await emptyIngest(test.database);
        const members = [...new Set(all.map(({ memberId }) => memberId))].map((id) => ({ id, locale: "fr" }));
        if (membersFirst) await recordMembers(deps, members);
        const workers = together ? [0, 1] : [null];
        const work = async (worker: number | null) => {
          for (const [index, piece] of pieces.entries()) {
            if (worker === null || index % 2 === worker) await recordEvents(deps, piece);
          }
        };
        await Promise.all(workers.map(work));
        if (!membersFirst) await recordMembers(deps, members);
        const facts = await readFacts(test.database);
        expect(facts).toEqual(expectedFacts(all, GAP_MS));
        await recomputeFacts(deps);
        expect(await readFacts(test.database)).toEqual(facts);
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it("are one visit after exactly the gap, also of a time that is no whole number of seconds as a float", async () => {
    await emptyIngest(test.database);
    const first = Date.UTC(2004, 2, 1) + 1;
    expect((first / 1000) * 1000).toBeLessThan(first);
    for (const ms of [first, first + GAP_MS]) {
      const act = { memberId: "anna", name: "Page Viewed", contentId: null, passive: false, properties: null };
      await recordEvents(deps, [{ ...act, messageId: null, occurredAt: new Date(ms) }]);
    }
    const facts = await readFacts(test.database);
    expect(facts.visits).toHaveLength(1);
    await recomputeFacts(deps);
    expect(await readFacts(test.database)).toEqual(facts);
  });

  it("and the ends of lives amid them give the same of who has seen a replay, however ends move", async () => {
    const end = fc.record({
      id: content,
      statedAt: fc.integer({ min: 0, max: 5 }).map((hours) => new Date(START_MS + hours * 3_600_000)),
      endsAt: fc.option(
        fc.integer({ min: -60, max: 960 }).map((minutes) => new Date(START_MS + minutes * 60_000)),
        { freq: 4 },
      ),
    });
    /** One word for each content and time, so that the last is told apart. */
    const ends = fc.uniqueArray(end, { maxLength: 8, selector: ({ id, statedAt }) => `${id} ${statedAt.getTime()}` });
    const scenario = fc
      .tuple(activities, ends)
      .chain(([all, said]) =>
        fc.tuple(
          fc.constant(all),
          fc.constant(said),
          arrivals<Activity | (typeof said)[number]>([...all, ...said]),
          fc.boolean(),
        ),
      );
    await fc.assert(
      fc.asyncProperty(scenario, async ([all, said, pieces, together]) => {
        await emptyIngest(test.database);
        const workers = together ? [0, 1, 2] : [null];
        const work = async (worker: number | null) => {
          for (const [index, piece] of pieces.entries()) {
            if (worker !== null && index % workers.length !== worker) continue;
            const acts = piece.flatMap((one) => ("endsAt" in one ? [] : [one]));
            const words = piece.flatMap((one) => ("endsAt" in one ? [one] : []));
            if (acts.length > 0) await recordEvents(deps, acts);
            await recordContents(
              deps,
              words.map(({ id, statedAt, endsAt }) => ({ id, statedAt, by: "event" as const, fields: { endsAt } })),
            );
          }
        };
        await Promise.all(workers.map(work));
        const stands = new Map<string, Date>();
        for (const { id, endsAt } of [...said].sort((a, b) => a.statedAt.getTime() - b.statedAt.getTime())) {
          if (endsAt === null) stands.delete(id);
          else stands.set(id, endsAt);
        }
        const facts = await readFacts(test.database);
        expect(facts).toEqual(expectedFacts(all, GAP_MS, stands));
        await recomputeFacts(deps);
        expect(await readFacts(test.database)).toEqual(facts);
      }),
      { seed: SEED, numRuns: 80 },
    );
  });

  it("are never written over: only erasing takes any out", async () => {
    await emptyIngest(test.database);
    const act = { memberId: "anna", name: "Content Viewed", occurredAt: new Date(START_MS), contentId: "welcome" };
    await recordEvents(deps, [{ ...act, messageId: "kept", passive: false, properties: null }]);
    const run = (text: string) => test.database.query({ text, values: [] });
    await expect(run("UPDATE activity SET name = 'Comment Created'")).rejects.toThrow("append-only");
    await expect(run("DELETE FROM activity")).rejects.toThrow("append-only");
    const [{ month } = { month: "" }] = await test.database.query<{ month: string }>({
      text: "SELECT tableoid::regclass::text AS month FROM activity",
      values: [],
    });
    expect(month).toMatch(/^rekindle_partitions\.activity_/);
    for (const table of ["activity", month]) await expect(run(`TRUNCATE ${table}`)).rejects.toThrow("append-only");
    expect(await run("SELECT name FROM activity")).toEqual([{ name: "Content Viewed" }]);
    await emptyIngest(test.database);
    expect(await run("SELECT name FROM activity")).toEqual([]);
  });

  it("give the same catalogue", async () => {
    const catalogue = () =>
      test.database.query({
        text: `SELECT external_id, title, themes, published_at, withdrawn_at, updated_at, stated_at
FROM content ORDER BY external_id COLLATE "C"`,
        values: [],
      });
    const messages = fc
      .array(statement, { minLength: 1, maxLength: 12, size: "max" })
      .map((said) => said.map((each, index) => ({ messageId: `s${index}`, statement: each })));
    const scenario = messages.chain((all) => fc.tuple(fc.constant(all), arrivals(all)));
    await fc.assert(
      fc.asyncProperty(scenario, async ([all, pieces]) => {
        await emptyIngest(test.database);
        await recordContentMessages(deps, "site", all);
        const inOrder = await catalogue();
        await emptyIngest(test.database);
        let fresh = 0;
        for (const piece of pieces) fresh += await recordContentMessages(deps, "site", piece);
        expect(fresh).toBe(all.length);
        expect(await catalogue()).toEqual(inOrder);
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});
