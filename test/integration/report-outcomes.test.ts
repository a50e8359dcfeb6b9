import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../src/platform/postgres/database.ts";
import { createReportStore } from "../../src/platform/postgres/report/report-store.ts";
import { MEASURES, type MeasuredSums } from "../../src/report/ports.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { plantOutcomes, randomOutcomes, recountSums, START } from "../support/random-outcomes.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const WINDOWS = [
  { from: null, to: "2026-03-01T00:00:00Z" },
  { from: null, to: "2026-01-20T08:00:00Z" },
  { from: "2026-01-15T08:00:00Z", to: "2026-02-10T07:30:00Z" },
  { from: "2026-02-20T00:00:00Z", to: "2026-04-30T00:00:00Z" },
];

it.each([
  { seed: 1 },
  { seed: 2 },
  { seed: 3 },
  { seed: 5, apart: 1_000 },
  { seed: 8, apart: 100_003 },
  { seed: 13, apart: 3_000_000_019 },
])(
  "adds up random community $seed as one does member by member, with ids of contents $apart apart",
  async ({ seed, apart }) => {
    const community = randomOutcomes(seed);
    await plantOutcomes(test.database, community, apart);
    const store = createReportStore(test.database);
    for (const { from, to } of WINDOWS) {
      const window = { from: from === null ? null : new Date(from), to: new Date(to), rule: null, languages: ["en"] };
      const naive = { from: from === null ? null : Date.parse(from), to: Date.parse(to) };
      for (const measure of MEASURES) {
        const found = flatten(await store.sumMeasure(measure, window));
        const expected = recountSums(community, measure, naive);
        const name = `seed ${seed}, ${measure}, ${from} to ${to}`;
        expect(Object.keys(found).sort(), name).toEqual(Object.keys(expected).sort());
        for (const [key, sums] of Object.entries(expected)) {
          expect(Object.keys(found[key] ?? {}).sort(), `${name}, ${key}`).toEqual(Object.keys(sums).sort());
          for (const [sum, value] of Object.entries(sums))
            expect(found[key]?.[sum], `${name}, ${key}, ${sum}`).toBeCloseTo(value, 6);
        }
      }
    }
  },
);

it("reads tables in proportion to exposures for what was seen, and not to their square, where there are no statistics yet", async () => {
  await plantOutcomes(test.database, randomOutcomes(3, { people: 500, contents: 300 }));
  const window = { from: null, to: new Date("2026-03-01T00:00:00Z"), rule: null, languages: ["en"] };
  const scans = await test.database.transaction(async (transaction) => {
    const onThis: Database = { ...test.database, query: transaction.query, transaction: (work) => work(transaction) };
    await createReportStore(onThis).sumMeasure("visibility", window);
    return transaction.query<{ table: string; scans: number }>({
      text: `SELECT relname AS table, (coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::integer AS scans
FROM pg_stat_xact_user_tables WHERE relname IN ('exposure', 'content', 'view', 'visit')`,
      values: [],
    });
  });
  expect(scans.length).toBeGreaterThan(0);
  for (const { table, scans: count } of scans) expect(count, table).toBeLessThan(10_000);
});

it("does not take a content that came since the catalogue was read for another", async () => {
  const drawn = randomOutcomes(2);
  // The first one of a reader stands after the last one of another, and nothing else tells of a place that there is none.
  const contents = drawn.contents.map((content, index) => ({
    ...content,
    withdrawn: null,
    ends: null,
    ...(index === 0 && { published: START - 1, language: null, author: null, restricted: false }),
  }));
  const community = { ...drawn, contents };
  await plantOutcomes(test.database, community);
  const window = { from: null, to: new Date("2026-03-01T00:00:00Z"), rule: null, languages: ["en"] };
  const newcomer: Database = {
    ...test.database,
    query: async (statement) => {
      const rows = await test.database.query(statement);
      if (statement.text.includes("AS opened"))
        await test.database.query({
          text: `WITH c AS (INSERT INTO content (id, external_id, published_at) OVERRIDING SYSTEM VALUE VALUES ($1, 'new', '2026-02-20') RETURNING id)
INSERT INTO "view" (member_id, content_id, first_viewed_at) SELECT m.id, c.id, '2026-02-21' FROM member m, c`,
          values: [community.contents.length + 1],
        });
      return rows as never;
    },
  };
  const found = flatten(await createReportStore(newcomer).sumMeasure("visibility", window));
  const expected = recountSums(community, "visibility", { from: null, to: window.to.getTime() });
  for (const [key, { y }] of Object.entries(expected)) expect(found[key]?.y, key).toBe(y);
});

function flatten(rows: readonly MeasuredSums[]): Record<string, Record<string, number>> {
  return Object.fromEntries(
    rows.map(({ experiment, phase, arm, rule, members, sums: { main, before, cross, crossBySize } }) => [
      `${experiment} ${phase} ${arm} ${rule ?? "all"}`,
      {
        members,
        units: main.units,
        y: main.numerator,
        d: main.denominator,
        yy: main.numeratorSquares,
        dd: main.denominatorSquares,
        yd: main.product,
        x: before.numerator,
        w: before.denominator,
        xx: before.numeratorSquares,
        ww: before.denominatorSquares,
        xw: before.product,
        yx: cross.numeratorNumerator,
        yw: cross.numeratorDenominator,
        dx: cross.denominatorNumerator,
        dw: cross.denominatorDenominator,
        ...(main.bySize && {
          yyd: Math.cbrt(main.bySize.numeratorSquares),
          ydd: Math.cbrt(main.bySize.product),
          ddd: Math.cbrt(main.bySize.denominatorSquares),
          dddd: main.bySize.sizeFourths ** 0.25,
        }),
        ...(before.bySize && {
          xxd: Math.cbrt(before.bySize.numeratorSquares),
          wwd: Math.cbrt(before.bySize.denominatorSquares),
          xwd: Math.cbrt(before.bySize.product),
        }),
        ...(crossBySize && {
          yxd: Math.cbrt(crossBySize.numeratorNumerator),
          ywd: Math.cbrt(crossBySize.numeratorDenominator),
          dxd: Math.cbrt(crossBySize.denominatorNumerator),
          dwd: Math.cbrt(crossBySize.denominatorDenominator),
        }),
      },
    ]),
  );
}
