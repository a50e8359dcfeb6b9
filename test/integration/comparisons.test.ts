import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createComparisonStore } from "../../src/platform/postgres/report/comparisons/comparison-store.ts";
import { MINIMAL_GROUP } from "../../src/report/comparisons/comparison-report.ts";
import { presentReport } from "../../src/report/present-report.ts";
import { CLAIMS, DRAW, reportComparisons, rounded, TEAM } from "../support/comparison-report.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import {
  type Act,
  beforeAfterNaively,
  type Compared,
  drawnNaively,
  groupByActivityNaively,
  groupCustomersNaively,
  matchNaively,
  plantCompared,
  randomCompared,
} from "../support/random-comparisons.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const WINDOWS = [
  ["2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"],
  ["2026-02-10T06:00:00Z", "2026-02-17T06:00:00Z"],
  ["2026-02-01T00:00:00Z", "2026-05-01T00:00:00Z"],
] as const;

function byGroup(rows: readonly { readonly group: string }[]): Record<string, object> {
  return Object.fromEntries(rows.map(({ group, ...row }) => [group, rounded(row)]));
}

const filled = (groups: Readonly<Record<string, { members?: number; customers?: number }>>) =>
  Object.fromEntries(
    Object.entries(groups)
      .filter(([, row]) => (row.members ?? row.customers ?? 0) > 0)
      .map(([group, row]) => [group, rounded(row)]),
  );

describe.each([1, 2, 3, 5, 8, 13, 21, 34])("of random community %i", (seed) => {
  let community: Compared;
  beforeAll(async () => {
    community = randomCompared(seed);
    await plantCompared(test.database, community);
  });

  it.each(WINDOWS)("groups are what a look at one person after the other finds, %s to %s", async (first, end) => {
    const [from, to] = [Date.parse(first), Date.parse(end)];
    const window = { from: new Date(from), to: new Date(to), team: TEAM };
    const store = createComparisonStore(test.database);
    expect(byGroup(await store.groupByActivity(window, 30))).toEqual(
      filled(groupByActivityNaively(community, from, to)),
    );
    expect(byGroup(await store.groupCustomers(window))).toEqual(filled(groupCustomersNaively(community, from, to)));
  });
});

const SINCE = [
  [null, "2026-04-25T00:00:00Z"],
  ["2026-03-01T00:00:00Z", "2026-04-10T06:00:00Z"],
] as const;

describe.each([1, 2, 3, 5, 8, 13])("treatments of random community %i", (seed) => {
  let community: Compared;
  beforeAll(async () => {
    community = randomCompared(seed);
    await plantCompared(test.database, community);
  });

  it.each(SINCE)("are told as a look at one person after the other finds, from %s to %s", async (first, end) => {
    const [since, to] = [first === null ? null : Date.parse(first), Date.parse(end)];
    const window = {
      since: since === null ? null : new Date(since),
      to: new Date(to),
      team: TEAM,
      days: 28,
      visitGapSeconds: 1800,
    };
    const store = createComparisonStore(test.database);
    for (const [told, isTold] of [
      [{ activities: ["Tour Finished"], with: {} }, ({ name }: Act) => name === "Tour Finished"],
      [
        { activities: ["Badge Earned", "Nothing"], with: { badge: "gold" } },
        ({ name, properties }: Act) => name === "Badge Earned" && properties?.badge === "gold",
      ],
    ] as const) {
      const naive = beforeAfterNaively(community, since, to, isTold);
      expect(byGroup(await store.beforeAfter(window, told))).toEqual(filled(naive));
      expect(rounded(await store.matchOthers(window, told))).toEqual(
        rounded(matchNaively(community, since, to, isTold)),
      );
    }
    const counts = await store.countDrawn(window, DRAW, { activities: ["Tour Finished"], with: {} }, null);
    const visits = await store.sumDrawn("visits", window, DRAW, null);
    const back = await store.sumDrawn("came_back", window, DRAW, null);
    for (const naive of drawnNaively(community, since, to, "Tour Finished")) {
      const count = counts.find(({ arm }) => arm === naive.arm);
      expect([count?.members ?? 0, count?.got ?? 0]).toEqual([naive.members, naive.got]);
      if (naive.arm === "mixed") continue;
      const of = (rows: typeof visits) =>
        rows.find(({ arm, rule }) => arm === naive.arm && rule === null)?.sums.main ?? NO_SUMS;
      expect(of(visits).units).toBe(naive.members);
      expect(of(visits).numerator).toBe(naive.visits);
      expect(of(visits).numeratorSquares).toBe(naive.squares);
      expect(of(visits).denominator).toBeCloseTo(naive.days, 6);
      expect([of(back).numerator, of(back).units]).toEqual([naive.back, naive.known]);
    }
  });
});

const NO_SUMS = { units: 0, numerator: 0, denominator: 0, numeratorSquares: 0 };

describe("what the report says", () => {
  const WINDOW = ["2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"] as const;

  it.each(["text", "html"] as const)(
    "tells first that groups chose themselves, and claims nothing, as %s",
    async (format) => {
      await plantCompared(test.database, randomCompared(8, 900));
      await test.database.query({ text: "UPDATE installation SET latest_act_at = '2026-04-01'", values: [] });
      const { lift, comparisons } = await reportComparisons(test, ...WINDOW);
      expect(comparisons.comparisons.map(({ kind, reason }) => [kind, reason])).toEqual([
        ["activity", null],
        ["customers", null],
      ]);
      for (const [language, title, first] of [
        ["en", "Side by side: comparisons, not proof", "These groups chose themselves"],
        ["fr", "Côte à côte : des comparaisons, pas des preuves", "Ces groupes se sont formés d’eux-mêmes"],
      ] as const) {
        const page = presentReport(lift, format, language, { comparisons });
        const text = page.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
        const part = text.slice(text.indexOf(title));
        expect(part.slice(title.length).trim().startsWith(first)).toBe(true);
        const end = part.search(language === "en" ? /How (this was|these)|How this/ : /Comment ces chiffres/);
        expect(end).toBeGreaterThan(0);
        expect(part.slice(0, end)).not.toMatch(CLAIMS);
        if (format === "text") for (const line of page.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
        if (process.env.SHOW === "1" && format === "text") console.log(page.slice(page.indexOf(title)));
      }
    },
  );

  it("shows no figure of fewer than twenty, and no size either", async () => {
    const community = randomCompared(3);
    const few = { ...community, people: community.people.filter(({ id }) => id <= 25) };
    const ids = new Set(few.people.map(({ id }) => id));
    await plantCompared(test.database, {
      ...few,
      visits: community.visits.filter(({ who }) => ids.has(who)),
      acts: community.acts.filter(({ who }) => ids.has(who)),
    });
    await test.database.query({ text: "UPDATE installation SET latest_act_at = '2026-04-01'", values: [] });
    const { comparisons } = await reportComparisons(test, ...WINDOW);
    const [activity] = comparisons.comparisons;
    expect(activity).toMatchObject({ reason: "small_group", lines: [] });
    expect(activity?.groups.every(({ members }) => members === null || members >= MINIMAL_GROUP)).toBe(true);
  });

  it("says nothing of a time before which nothing was recorded, nor of a silent site", async () => {
    const community = randomCompared(8);
    await plantCompared(test.database, community);
    await test.database.query({ text: "UPDATE installation SET latest_act_at = '2026-04-01'", values: [] });
    const early = await reportComparisons(test, "2026-01-20T00:00:00Z", "2026-02-20T00:00:00Z");
    expect(early.comparisons.comparisons[0]).toMatchObject({ kind: "activity", reason: "no_history", lines: [] });
    await test.database.query({ text: "UPDATE installation SET latest_act_at = '2026-02-01'", values: [] });
    const silent = await reportComparisons(test, ...WINDOW);
    expect(silent.comparisons.comparisons.map(({ reason }) => reason)).toEqual(["silent", "silent"]);
  });
});
