import { afterAll, beforeAll, expect, it } from "vitest";
import { countUnmailed } from "../../src/platform/postgres/report/count-unmailed.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let db: TestDatabase;
const run = (text: string) => db.database.query({ text, values: [] });
const DAYS = ["2026-03-01", "2026-03-02", "2026-03-03"];

/** A send moment each day, three members exposed in each, whose digests expired. */
beforeAll(async () => {
  db = await createTestDatabase();
  for (const [day, date] of DAYS.entries()) {
    const at = `${date}T08:00:00Z`;
    await run(`INSERT INTO slot (rule, rule_hash, timezone, period, local_time, instant, state, planned_at)
      VALUES ('away', 'h', 'UTC', '${date}', '08:00', '${at}', 'planned', '${at}')`);
    await run(`INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state)
      SELECT n, ${day + 1}, 'away', 'h', '${date}', 'UTC', '${at}', '${date}', '${date}', '${at}', 'treated', 'expired'
      FROM generate_series(${day * 3 + 1}, ${day * 3 + 3}) n`);
    await run(`INSERT INTO exposure (experiment, member_id, unit, arm, phase, rule, digest_id, exposed_at)
      SELECT x, n, 'm' || n, 'treated', 1, 'away', n, '${at}'
      FROM generate_series(${day * 3 + 1}, ${day * 3 + 3}) n, unnest('{programme,away}'::text[]) x`);
  }
}, 60_000);
afterAll(() => db.drop());

it("knows nothing while no mail ever left", async () => {
  expect(await countUnmailed(db.database)).toBeNull();
});

it("counts each member once who was exposed before the first mail was handed over", async () => {
  await run("UPDATE digest SET submitted_at = slot_at, transactional = true WHERE slot_id = 1");
  await run("UPDATE digest SET submitted_at = slot_at WHERE slot_id = 3 AND member_id = 7");
  expect(await countUnmailed(db.database)).toEqual({ mailedFrom: new Date("2026-03-03T08:00:00Z"), members: 6 });
});

it("counts nobody where mails left from the first moment on", async () => {
  await run("UPDATE digest SET submitted_at = slot_at, transactional = false WHERE slot_id = 1");
  expect(await countUnmailed(db.database)).toBeNull();
});
