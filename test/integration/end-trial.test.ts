import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixedClock } from "../../src/core/clock.ts";
import { expireDigests } from "../../src/delivery/expire-digests.ts";
import { createExpireStore } from "../../src/platform/postgres/delivery/expire-store.ts";
import { createDigestStore } from "../../src/platform/postgres/digest/digest-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const FIRST = new Date("2026-03-10T08:00:00Z");
const SECOND = new Date("2026-03-11T08:00:00Z");
const ENDED = new Date("2026-03-11T12:00:00Z");

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const run = <Row>(text: string, values: unknown[] = []): Promise<Row[]> => test.database.query<Row>({ text, values });

/** Members of whom every fourth is held out of the programme. */
async function community(members: number): Promise<void> {
  await run(
    "TRUNCATE member, content, slot, digest, pick, assignment, experiment_phase, exposure RESTART IDENTITY CASCADE",
  );
  await run(
    "INSERT INTO member (external_id, joined_at) SELECT 'm' || n, '2026-01-01' FROM generate_series(1, $1::int) n",
    [members],
  );
  await run("INSERT INTO content (external_id) VALUES ('c')");
  await run(
    `INSERT INTO assignment (experiment, unit, phase, arm)
     SELECT 'programme', external_id, 1, CASE WHEN id % 4 = 0 THEN 'held_out' ELSE 'treated' END FROM member`,
  );
}

/** A day's digests of a trial, composed and not exposed to, each with a pick; those of one day expire with the next but one. */
async function compose(rule: string, slotAt: Date, { programme = true } = {}): Promise<void> {
  await run(
    `WITH s AS (
       INSERT INTO slot (rule, rule_hash, timezone, period, local_time, instant, state, planned_at, programme)
       VALUES ($1, 'h', 'UTC', $2::timestamptz::text, '08:00', $2, 'planned', $2, 'programme') RETURNING id
     ), made AS (
       INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state, exposes_programme)
       SELECT m.id, s.id, $1, 'h', $2::timestamptz::text, 'UTC', $2, ($2 AT TIME ZONE 'UTC')::date, ($2 AT TIME ZONE 'UTC')::date,
         $2::timestamptz + interval '30 hours', a.arm, CASE WHEN a.arm = 'treated' THEN 'rendered' ELSE 'withheld' END, $3
       FROM s, member m JOIN assignment a ON a.unit = m.external_id RETURNING member_id, id
     )
     INSERT INTO pick (member_id, digest_id, position, content_id, kind, score, reason, held)
     SELECT member_id, id, 0, 1, 'hot', 1, '{}', $2 = '${FIRST.toISOString()}' FROM made`,
    [rule, slotAt, programme],
  );
}

const turnOn = (at = ENDED) => createDigestStore(test.database).exposeWaiting({ at, holdoutBy: "member" });
const expire = (at: Date, ...liveRules: string[]) =>
  expireDigests({ store: createExpireStore(test.database), clock: fixedClock(at), liveRules });
const exposures = () =>
  run("SELECT arm, rule, exposed_at AS at, count(*) AS n FROM exposure GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");

describe("when a trial ends", () => {
  beforeEach(() => community(20));

  it("members are exposed as of their earliest digest, whichever was planned first", async () => {
    await compose("later", SECOND);
    await compose("away", FIRST);
    await turnOn();
    expect(await exposures()).toEqual([
      { arm: "held_out", rule: "away", at: FIRST, n: 5 },
      { arm: "treated", rule: "away", at: FIRST, n: 15 },
    ]);
  });

  it("a digest outside the programme exposes nobody in it", async () => {
    await compose("replies", FIRST, { programme: false });
    await compose("away", SECOND);
    await turnOn();
    expect(await exposures()).toEqual([
      { arm: "held_out", rule: "away", at: SECOND, n: 5 },
      { arm: "treated", rule: "away", at: SECOND, n: 15 },
    ]);
  });

  it("nobody of either arm is exposed to what expired before: too late, or of a rule that is gone", async () => {
    await compose("away", FIRST);
    await compose("gone", SECOND);
    expect(await expire(new Date("2026-03-11T13:59:59Z"), "away", "gone")).toBe(0);
    expect(await expire(new Date("2026-03-11T14:00:00Z"), "away")).toBe(40);
    await turnOn();
    expect(await exposures()).toEqual([]);
    expect(
      await run("SELECT rule, arm, state, reason, count(*) AS n FROM digest GROUP BY 1, 2, 3, 4 ORDER BY 1, 2"),
    ).toEqual([
      { rule: "away", arm: "held_out", state: "expired", reason: "late", n: 5 },
      { rule: "away", arm: "treated", state: "expired", reason: "late", n: 15 },
      { rule: "gone", arm: "held_out", state: "expired", reason: "rule_gone", n: 5 },
      { rule: "gone", arm: "treated", state: "expired", reason: "rule_gone", n: 15 },
    ]);
    expect(await run("SELECT count(*) AS n FROM pick WHERE held")).toEqual([{ n: 0 }]);
  });

  it("what was withheld and counts stays for good, also of a rule that is gone, and keeps its picks", async () => {
    await compose("away", FIRST);
    await turnOn();
    await expire(new Date("2026-03-20T08:00:00Z"));
    expect(await run("SELECT arm, state, count(*) AS n FROM digest GROUP BY 1, 2 ORDER BY 1")).toEqual([
      { arm: "held_out", state: "withheld", n: 5 },
      { arm: "treated", state: "expired", n: 15 },
    ]);
    expect(await run("SELECT count(*) AS n FROM pick WHERE held")).toEqual([{ n: 5 }]);
    expect(await exposures()).toHaveLength(2);
  });

  it("members by the thousand are each exposed once, in turns, beside others who do the same", async () => {
    await community(3_500);
    await compose("away", FIRST);
    await compose("later", SECOND);
    await Promise.all([turnOn(), turnOn(), turnOn()]);
    expect(await exposures()).toEqual([
      { arm: "held_out", rule: "away", at: FIRST, n: 875 },
      { arm: "treated", rule: "away", at: FIRST, n: 2_625 },
    ]);
    expect(await run("SELECT count(*) AS n FROM digest WHERE exposes_programme IS NOT NULL")).toEqual([{ n: 0 }]);
  });
});
