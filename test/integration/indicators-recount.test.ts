import { afterAll, beforeAll, expect, it } from "vitest";
import { createIndicatorStore } from "../../src/platform/postgres/report/indicators/indicator-store.ts";
import { createReportStore } from "../../src/platform/postgres/report/report-store.ts";
import { computeIndicators } from "../../src/report/indicators/compute-indicators.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { plantRandomCommunity, randomCommunity, recountNaively } from "../support/random-indicators.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

it.each([1, 2, 3, 5, 8, 13, 21, 34, 55, 89])(
  "gives of random community %i what a count member by member does",
  async (seed) => {
    const community = randomCommunity(seed);
    await plantRandomCommunity(test.database, community);
    const indicators = createIndicatorStore(test.database);
    const store = createReportStore(test.database);
    for (const [from, to] of [
      ["2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"],
      ["2026-01-20T05:00:00Z", "2026-01-27T05:00:00Z"],
      ["2026-01-15T00:00:00Z", "2026-03-31T00:00:00Z"],
    ] as const) {
      const window = { from: new Date(from), to: new Date(to), languages: ["en"], team: ["@house.example"] };
      const facts = { ...(await indicators.describe(window)), revisits: await store.describeRevisits(window), window };
      const figures = computeIndicators(facts);
      const naive = recountNaively(community, Date.parse(from), Date.parse(to));
      const computed = Object.fromEntries(
        Object.keys(naive).map((name) => {
          const { of, value } = figures.get(name as keyof typeof naive) ?? { of: null, value: null };
          return [name, of === null ? (value === null ? [0, 0] : [value, 1]) : [of.count, of.total]];
        }),
      );
      expect(computed, `seed ${seed}, ${from}`).toEqual(naive);
    }
  },
);
