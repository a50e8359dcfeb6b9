import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DigestState } from "../../src/core/community.ts";
import { letGoOfOld } from "../../src/delivery/retention/let-go.ts";
import { createRetentionStore } from "../../src/platform/postgres/delivery/retention-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const AT = new Date("2026-11-02T12:00:00Z");
const FOREVER = { activities: null, mails: null, clicks: null, opens: null, returns: null };
const STATES: readonly DigestState[] = ["accepted", "bounced", "skipped", "deferred", "unknown", "rendered"];

let db: TestDatabase;
const query = <Row>(text: string): Promise<Row[]> => db.database.query<Row>({ text, values: [] });
const count = async (table: string) => (await query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n;

beforeAll(async () => {
  db = await createTestDatabase();
  // Each state with a mail that is a day older than is kept, and one that is an hour younger.
  for (const [n, age] of ["2424 hours", "2399 hours"].entries()) {
    await query(`INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state)
      SELECT s.n, 1, 'r', 'h', 'p${n}', 'UTC', t.at, t.at::date, t.at::date, t.at, 'treated', s.state
      FROM (SELECT '${AT.toISOString()}'::timestamptz - interval '${age}' AS at) t,
        unnest('{${STATES.join(",")}}'::text[]) WITH ORDINALITY AS s(state, n)`);
  }
  await query(`INSERT INTO digest_mail SELECT member_id, id, 'm' || id, 's', '' FROM digest`);
  await query(`INSERT INTO click (member_id, digest_id, at, link_id, position, tag)
    SELECT 1, 1, clock_timestamp() - n * interval '1 day', 1, 0, 'human' FROM generate_series(1, 5000) n`);
  await query(`INSERT INTO mail_open (member_id, digest_id, at, tag)
    SELECT 1, 1, clock_timestamp() - n * interval '1 day', 'human' FROM generate_series(1, 100) n`);
  await query(`INSERT INTO feedback (source, source_id, kind, matched, at, received_at, text)
    SELECT 'smtp', n::text, 'hard_bounce', false, now(), '${AT.toISOString()}'::timestamptz - n * interval '1 day', ''
    FROM generate_series(1, 200) n`);
}, 60_000);
afterAll(() => db.drop());

describe("what is kept for so long", () => {
  it("is kept forever, unless settings say otherwise", async () => {
    expect(await letGoOfOld(createRetentionStore(db.database), FOREVER, AT)).toEqual({ rows: {}, done: true });
    expect(await count("digest_mail")).toBe(2 * STATES.length);
  });

  it("goes when it is older, in batches; a mail that may still leave stays, and so does what became of each", async () => {
    const kept = { ...FOREVER, mails: 100, clicks: 400, opens: 30, returns: 90 };
    const store = createRetentionStore(db.database);
    const { rows, done } = await letGoOfOld(store, kept, AT);
    expect({ rows, done }).toEqual({ rows: { mails: 3, clicks: 4_601, opens: 71, returns: 110 }, done: true });
    const old = await query<{ state: string }>(`SELECT d.state FROM digest d
      JOIN digest_mail m ON m.member_id = d.member_id AND m.digest_id = d.id WHERE d.period = 'p0' ORDER BY 1`);
    expect(old.map(({ state }) => state)).toEqual(["deferred", "rendered", "unknown"]);
    expect(await count("digest")).toBe(2 * STATES.length);
    expect(await letGoOfOld(store, kept, AT)).toEqual({
      rows: { mails: 0, clicks: 0, opens: 0, returns: 0 },
      done: true,
    });
  });
});
