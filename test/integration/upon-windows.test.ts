import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planMoment } from "../../src/audience/plan-moment.ts";
import { waitingMoments } from "../../src/audience/waiting-moments.ts";
import { MINUTE_MS } from "../../src/core/calendar.ts";
import { NOTHING_KNOWN } from "../../src/core/rules/evaluation.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import type { Database, Queryable } from "../../src/platform/postgres/database.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { uponFolder, uponRule, uponScene } from "../support/upon-scene.ts";

let test: TestDatabase;
let scene: ReturnType<typeof uponScene>;
beforeAll(async () => {
  test = await createTestDatabase();
  scene = uponScene(test.database);
});
afterAll(() => test.drop());

const START_MS = Date.parse("2026-03-10T08:00:00Z");
const LIVE = new Date(START_MS);
const minute = (count: number) => new Date(START_MS + count * MINUTE_MS);
const GATHER = 30;

interface Happened {
  readonly by: number;
  readonly on: number;
  /** Minutes after the start. */
  readonly at: number;
  readonly arrives: number;
}

interface Digest {
  readonly member: number;
  readonly period: number;
  readonly told: readonly number[];
}

/** The same windows, one member and one cycle at a time: contents 1 and 2 are by members 1 and 2, who are the ones told. */
function planByHand(happened: readonly Happened[], cycles: readonly number[]): Digest[] {
  const digests: Digest[] = [];
  const told = new Set<number>();
  for (const cycle of cycles) {
    for (const member of [1, 2]) {
      const pending = happened
        .map((one, index) => ({ ...one, index }))
        .filter((one) => one.on === member && one.by !== member && one.arrives <= cycle && one.at <= cycle)
        .filter(({ index, at }) => at > 0 && !told.has(index))
        .sort((a, b) => a.at - b.at || a.index - b.index);
      const opened = pending[0]?.at;
      if (opened === undefined || opened + GATHER > cycle) continue;
      const tells = pending.filter(({ at }) => at < opened + GATHER || at <= cycle - GATHER);
      for (const { index } of tells) told.add(index);
      digests.push({ member, period: opened, told: tells.map(({ index }) => index) });
    }
  }
  return digests;
}

const arbitraryCase = fc.record({
  happened: fc.array(
    fc
      .record({
        by: fc.integer({ min: 1, max: 5 }),
        on: fc.integer({ min: 1, max: 2 }),
        at: fc.integer({ min: -20, max: 240 }),
        late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 120 })),
      })
      .map(({ late, ...one }): Happened => ({ ...one, arrives: Math.max(0, one.at) + late })),
    { minLength: 1, maxLength: 40 },
  ),
  steps: fc.array(
    fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 12 }) }, fc.integer({ min: 30, max: 90 })),
    {
      minLength: 6,
      maxLength: 30,
    },
  ),
});

describe("windows", () => {
  const folder = uponFolder([uponRule("replies", "activity: Comment Created, to: author")]);

  it("tell each activity once, in whatever order and however late it comes, as windows worked out by hand do", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryCase, async ({ happened, steps }) => {
        await scene.reset(5);
        await scene.addContent("c1", { author: "m1" });
        await scene.addContent("c2", { author: "m2" });
        await scene.goLive(folder, LIVE);
        const cycles: number[] = [];
        for (const step of steps) cycles.push((cycles.at(-1) ?? 0) + step);
        let before = -1;
        for (const cycle of [...cycles, 600, 631]) {
          const arrived = happened.filter(({ arrives }) => arrives > before && arrives <= cycle);
          if (arrived.length > 0) {
            await scene.addActivities(
              arrived.map((one) => ({
                by: `m${one.by}`,
                on: `c${one.on}`,
                at: minute(one.at),
                properties: { index: happened.indexOf(one) },
              })),
            );
          }
          await scene.cycle(folder, minute(cycle));
          before = cycle;
        }
        const rows = await scene.run<Digest>(
          `SELECT d.member_id AS member, extract(epoch FROM min(t.occurred_at) - $1::timestamptz) / 60 AS period,
             array_agg((a.properties ->> 'index')::int ORDER BY t.occurred_at, (a.properties ->> 'index')::int) AS told
           FROM digest d JOIN told t ON t.member_id = d.member_id AND t.digest_id = d.id
           JOIN activity a ON a.member_id = t.actor_id AND a.occurred_at = t.occurred_at AND a.id = t.subject_id
           GROUP BY d.member_id, d.id ORDER BY d.slot_at, d.member_id`,
          LIVE,
        );
        expect(rows.map((row) => ({ ...row, period: Number(row.period) }))).toEqual(
          planByHand(happened, [...cycles, 600, 631]),
        );
        const due = happened.filter(({ by, on, at }) => by !== on && at > 0).length;
        expect(await scene.run("SELECT count(*) AS n FROM told")).toEqual([{ n: due }]);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it("are told once when several planners come at the same time, at one instant or at others", async () => {
    await scene.reset(5);
    await scene.addContent("c1", { author: "m1" });
    await scene.goLive(folder, LIVE);
    await scene.addActivities([1, 2, 3].map((at) => ({ by: "m2", on: "c1", at: minute(at) })));
    await Promise.all([40, 40, 40, 41, 42].map((at) => scene.cycle(folder, minute(at))));
    expect(await scene.run("SELECT count(*) AS told, count(DISTINCT digest_id) AS digests FROM told")).toEqual([
      { told: 3, digests: 1 },
    ]);
    expect(await scene.run("SELECT count(*) AS n FROM digest")).toEqual([{ n: 1 }]);
  });

  it("lose nothing and tell nothing twice when a planner dies on the way", async () => {
    await scene.reset(5);
    await scene.addContent("c1", { author: "m1" });
    await scene.goLive(folder, LIVE);
    await scene.addActivities([1, 2, 3].map((at) => ({ by: "m2", on: "c1", at: minute(at) })));
    const [moment] = waitingMoments({
      rules: folder.rules,
      timezones: ["Europe/Paris"],
      at: minute(40),
      closed: [],
    });
    if (moment === undefined) throw new Error("no moment");
    const plan = (database: Database) =>
      planMoment(createAudienceStore(database), {
        moment,
        settings: folder.settings,
        at: minute(40),
        asOf: "dated",
        community: NOTHING_KNOWN,
        only: null,
      });
    for (let statements = 0; statements < 12; statements += 1) {
      await plan(dyingAfter(test.database, statements)).catch(() => undefined);
      const [{ told, digests } = { told: -1, digests: -1 }] = await scene.run<{ told: number; digests: number }>(
        "SELECT (SELECT count(*) FROM told) AS told, (SELECT count(*) FROM digest) AS digests",
      );
      expect([told, digests]).toEqual(digests === 0 ? [0, 0] : [3, 1]);
    }
    await plan(test.database);
    expect(await scene.run("SELECT count(*) AS n FROM told")).toEqual([{ n: 3 }]);
  });
});

/** A database whose transactions break off once so many statements have run. */
function dyingAfter(database: Database, statements: number): Database {
  return {
    ...database,
    transaction: (work) =>
      database.transaction((transaction) => {
        let left = statements;
        const query: Queryable["query"] = (statement) => {
          if (left === 0) throw new Error("the planner died");
          left -= 1;
          return transaction.query(statement);
        };
        return work({ ...transaction, query });
      }),
  };
}
