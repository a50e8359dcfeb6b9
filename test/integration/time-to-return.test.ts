import { afterAll, beforeAll, expect, it } from "vitest";
import { createReportStore } from "../../src/platform/postgres/report/report-store.ts";
import type { ReturnTimes } from "../../src/report/ports.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { plantReturns, randomReturns, recountReturns } from "../support/random-returns.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

it.each([1, 2, 3, 5, 8, 13, 21, 34])("counts random community %i as one does member by member", async (seed) => {
  const community = randomReturns(seed);
  await plantReturns(test.database, community);
  const store = createReportStore(test.database);
  for (const to of ["2026-03-01T00:00:00Z", "2026-02-10T07:30:00Z", "2026-04-30T00:00:00Z"]) {
    const window = { from: null, to: new Date(to), rule: null, languages: ["en"] };
    const whole = await store.timeReturns(window);
    expect(flatten(whole), `seed ${seed}, ${to}`).toEqual(recountReturns(community, Date.parse(to)));
    // A rule's own rows are the same whether all are asked for or it alone.
    const alone = await store.timeReturns({ ...window, rule: "r1" });
    expect(flatten(alone.filter(({ rule }) => rule === "r1"))).toEqual(
      flatten(whole.filter(({ rule }) => rule === "r1")),
    );
  }
});

function flatten(rows: readonly ReturnTimes[]): Record<string, number> {
  return Object.fromEntries(
    rows.flatMap(({ experiment, phase, arm, rule, times, watched }) => {
      const key = `${experiment} ${phase} ${arm} ${rule ?? "all"}`;
      return [
        ...times.flatMap(({ hour, returned, censored }) => [
          ...(returned > 0 ? [[`${key} back ${hour}`, returned] as const] : []),
          ...(censored > 0 ? [[`${key} away ${hour}`, censored] as const] : []),
        ]),
        ...watched.map(({ days, members }) => [`${key} watched ${days}`, members] as const),
      ];
    }),
  );
}
