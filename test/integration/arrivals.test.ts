import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { NO_GOOD_KEY } from "../../src/ingest/arrivals/ports.ts";
import { createArrivalStore } from "../../src/platform/postgres/ingest/arrival-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(() => query("TRUNCATE arrival"));

const query = <Row>(text: string): Promise<Row[]> => db.database.query<Row>({ text, values: [] });

it("arrivals of more than a month ago go, but for the first and the latest events that ever came", async () => {
  // Refused requests came before and after all events.
  await query(`INSERT INTO arrival SELECT s.source, t.at, t.at, t.at, 1
    FROM (VALUES ('${NO_GOOD_KEY}', 400), ('key site', 300), ('key site', 200), ('key forum', 100), ('exposed key site', 60),
      ('${NO_GOOD_KEY}', 40), ('${NO_GOOD_KEY}', 20)) AS s(source, days),
      LATERAL (SELECT date_trunc('hour', clock_timestamp(), 'UTC') - s.days * interval '1 day' AS at) t`);
  const store = createArrivalStore(db.database);
  const before = await store.tell();
  await store.note([{ source: NO_GOOD_KEY, events: 1 }]);
  const days = "round(extract(epoch FROM clock_timestamp() - hour) / 86400)::int";
  expect(await query(`SELECT source, ${days} AS days FROM arrival ORDER BY hour`)).toEqual([
    { source: "key site", days: 300 },
    { source: "key forum", days: 100 },
    { source: NO_GOOD_KEY, days: 20 },
    { source: NO_GOOD_KEY, days: 0 },
  ]);
  expect(await store.tell()).toMatchObject({ first: before.first, latest: before.latest });
});
