import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { knowCommunity } from "../../src/audience/know-community.ts";
import { DAY_MS, HOUR_MS } from "../../src/core/calendar.ts";
import type { CommunityNeed } from "../../src/core/rules/evaluation.ts";
import { checkFolder } from "../../src/core/rules/read/check-folder.ts";
import { defaultSettings } from "../../src/core/rules/read/read-settings.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { updateVisitFacts } from "../../src/platform/postgres/ingest/member-facts.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const START = Date.UTC(2026, 8, 1);
const END = new Date(START + 80 * DAY_MS);
const MEMBERS = 60;
const settings = { timezone: "Europe/Paris", team: ["@team.example"] };
const rhythmNeed: CommunityNeed[] = [{ kind: "rhythm" }];

describe("what has to be known of the community", () => {
  let test: TestDatabase;
  const store = () => createAudienceStore(test.database);
  const run = (text: string, values: readonly unknown[] = []) =>
    test.database.query<Record<string, unknown>>({ text, values });
  const rhythmAt = async (at: Date, asOf: "facts" | "dated", keepFit = false) =>
    (await store().communityFacts({ needs: rhythmNeed, at, asOf, settings }, keepFit)).rhythm;

  beforeAll(async () => {
    test = await createTestDatabase();
    await run("CREATE TABLE rekindle_partitions.activity_any PARTITION OF activity DEFAULT");
    // Every member has a habit of their own: some come daily, some monthly, and every third has left.
    await run(
      `INSERT INTO member (external_id, email, role, joined_at)
SELECT 'm' || n, 'm' || n || CASE WHEN n > 55 THEN '@team.example' ELSE '@site.example' END,
  CASE WHEN n > 50 AND n <= 55 THEN 'staff' ELSE 'member' END, $1::timestamptz FROM generate_series(1, $2::int) AS n`,
      [new Date(START), MEMBERS],
    );
    await run(
      `INSERT INTO visit (member_id, started_at, ended_at, acts)
SELECT m, at, at + interval '5 minutes', 2
FROM generate_series(1, $2::int) AS m, generate_series(0, 79) AS day,
  LATERAL (SELECT $1::timestamptz + day * interval '1 day' + m * interval '7 minutes' AS at) AS visit
WHERE day % (1 + m % 17) = 0 AND (m % 3 > 0 OR day < 20)`,
      [new Date(START), MEMBERS],
    );
    await test.database.query(updateVisitFacts(Array.from({ length: MEMBERS }, (_, index) => index + 1)));
    await run(
      `INSERT INTO activity (member_id, occurred_at, name)
SELECT m, $1::timestamptz + n * interval '1 hour', 'Comment Created' FROM generate_series(1, $2::int) AS m, generate_series(1, m) AS n`,
      [new Date(END.getTime() - 4 * DAY_MS), MEMBERS],
    );
  });

  beforeEach(async () => {
    await run("DELETE FROM rhythm_fit");
  });

  afterAll(async () => {
    await test.drop();
  });

  it("is the same from running facts and from dated rows, to the last bit", async () => {
    const needs: CommunityNeed[] = [
      { kind: "usual_interval" },
      { kind: "rhythm" },
      { kind: "top_count", key: "k", activities: ["Comment Created"], share: 0.1, withinDays: 30 },
    ];
    const [facts, dated] = await Promise.all(
      (["facts", "dated"] as const).map((asOf) => store().communityFacts({ needs, at: END, asOf, settings })),
    );
    expect(facts).toEqual(dated);
    expect(facts?.rhythm).not.toBeNull();
    expect(facts?.usualIntervalMs).toBeGreaterThan(DAY_MS);
  });

  it("counts members that rules are for, and no team", async () => {
    const top = (share: number): CommunityNeed => ({
      kind: "top_count",
      key: String(share),
      activities: ["Comment Created"],
      share,
      withinDays: 30,
    });
    const needs = [0.02, 0.07, 0.5, 1].map(top);
    const { topCounts } = await store().communityFacts({ needs, at: END, asOf: "dated", settings });
    // Members 1 to 50 wrote as many comments as their number: the top 7% of fifty are four, of whom the last wrote 47.
    expect(Object.fromEntries(topCounts)).toEqual({ "0.02": 50, "0.07": 47, "0.5": 26, "1": 1 });
  });

  it("knows nothing of what nobody did", async () => {
    const needs: CommunityNeed[] = [
      { kind: "top_count", key: "none", activities: ["Never Done"], share: 1, withinDays: 1 },
      { kind: "usual_interval" },
      { kind: "rhythm" },
    ];
    const before = new Date(START - DAY_MS);
    expect(await store().communityFacts({ needs, at: before, asOf: "dated", settings })).toEqual({
      usualIntervalMs: null,
      rhythm: null,
      topCounts: new Map([["none", null]]),
      someRestricted: false,
    });
  });

  it("asks the database for nothing that no rule needs", async () => {
    const asked: unknown[] = [];
    const database = { query: async (statement: unknown) => void asked.push(statement) } as never;
    const nothing = await createAudienceStore(database).communityFacts({ needs: [], at: END, asOf: "facts", settings });
    expect(asked).toEqual([]);
    expect(nothing).toEqual({ usualIntervalMs: null, rhythm: null, topCounts: new Map(), someRestricted: false });
  });

  it("keeps a fit for a day: whoever looks at the instant of the run gets the parameters of the run", async () => {
    const looked = await rhythmAt(END, "dated");
    expect(await run("SELECT * FROM rhythm_fit")).toEqual([]);
    const ran = await rhythmAt(END, "facts", true);
    expect(ran).toEqual(looked);
    expect(await rhythmAt(END, "dated")).toEqual(ran);
    const kept = await run("SELECT fitted_at, r, alpha, a, b, members FROM rhythm_fit");
    expect(kept).toEqual([{ fitted_at: END, ...ran, members: 50 }]);
    expect(await rhythmAt(new Date(END.getTime() + 23 * HOUR_MS), "facts", true)).toEqual(ran);
    expect(await run("SELECT * FROM rhythm_fit")).toHaveLength(1);
  });

  it("is fitted anew once the last fit is a day old, and never by a fit that was made later", async () => {
    const first = await rhythmAt(END, "facts", true);
    const nextDay = new Date(END.getTime() + DAY_MS);
    const second = await rhythmAt(nextDay, "facts", true);
    expect(second).not.toEqual(first);
    expect(await run("SELECT fitted_at FROM rhythm_fit ORDER BY 1")).toEqual([
      { fitted_at: END },
      { fitted_at: nextDay },
    ]);
    const before = new Date(END.getTime() - HOUR_MS);
    const then = await rhythmAt(before, "dated");
    expect(then).not.toEqual(first);
    expect(await rhythmAt(END, "facts")).toEqual(first);
  });

  it("remembers for a day that there was too little to fit", async () => {
    const early = new Date(START + HOUR_MS);
    expect(await rhythmAt(early, "dated", true)).toBeNull();
    expect(await run("SELECT r, members FROM rhythm_fit")).toEqual([{ r: null, members: 8 }]);
    expect(await rhythmAt(new Date(early.getTime() + HOUR_MS), "dated")).toBeNull();
  });

  it("is asked for conditions wherever they stand: in segments, and in the settings", async () => {
    const { rules, settings: read } = checkFolder([
      {
        file: "settings.yaml",
        text: "holdout: { never: { segment: loyal } }\npinned: [{ content: c, for: { any: [{ later_than_usual: 2x }] } }]",
      },
      { file: "segments/loyal.yaml", text: "segment: loyal\nwhen: { did: { activity: A, top: 1%, within: 90 days } }" },
      { file: "segments/gone.yaml", text: "segment: gone\nwhen: { leaving: { above: 60% } }" },
      {
        file: "r.yaml",
        text: 'rule: r\nwhen: { not: { segment: gone } }\nsend: { every: day, at: "08:00" }\ndigest: { subject: s }',
      },
    ]);
    const asked: CommunityNeed[] = [];
    const spy = { communityFacts: async ({ needs }: { needs: readonly CommunityNeed[] }) => void asked.push(...needs) };
    const input = { settings: read ?? defaultSettings(), at: END, asOf: "facts" as const };
    await knowCommunity(spy as never, { ...input, rules });
    expect(asked.map(({ kind }) => kind).sort()).toEqual(["rhythm", "top_count", "usual_interval"]);
    asked.length = 0;
    await knowCommunity(spy as never, { ...input, rules: [] });
    expect(asked).toEqual([]);
  });
});
