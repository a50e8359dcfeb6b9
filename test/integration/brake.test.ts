import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MomentPlan } from "../../src/audience/ports.ts";
import { addDays, startOfLocalDay } from "../../src/core/calendar.ts";
import { expireDigests } from "../../src/delivery/expire-digests.ts";
import { sweepOutbox } from "../../src/delivery/sweep-outbox.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { createBrakeStore } from "../../src/platform/postgres/audience/brake-store.ts";
import { createExpireStore } from "../../src/platform/postgres/delivery/expire-store.ts";
import { createOutboxStore } from "../../src/platform/postgres/delivery/outbox-store.ts";
import { createSubmitStore } from "../../src/platform/postgres/delivery/submit-store.ts";
import { createSweepStore } from "../../src/platform/postgres/delivery/sweep-store.ts";
import { createDigestStore } from "../../src/platform/postgres/digest/digest-store.ts";
import { createCycleStore } from "../../src/platform/postgres/jobs/cycle-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, openSubmitter } from "../support/outbox.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  await run("TRUNCATE member, digest, digest_mail, pick, slot, rule_hold, rule_status RESTART IDENTITY");
  await run(`INSERT INTO member (external_id, email, email_hash, joined_at)
SELECT 'm' || n, 'm' || n || '@example.org', convert_to('h' || n, 'UTF8'), '2026-01-01' FROM generate_series(1, 200) n`);
});

const run = <Row>(text: string, ...values: unknown[]): Promise<Row[]> => test.database.query<Row>({ text, values });
const store = () => createAudienceStore(test.database);
const brakes = () => createBrakeStore(test.database);

/** The rule `a` at 08:00 UTC of a day of March, for members 1 to `members`. */
function planOf(day: number, members: number, overrides: Partial<MomentPlan> = {}): MomentPlan {
  const localDate = `2026-03-${String(day).padStart(2, "0")}`;
  const instant = new Date(`${localDate}T08:00:00Z`);
  return {
    timezone: "UTC",
    localDate,
    localTime: "08:00",
    instant,
    at: instant,
    expiresAt: new Date(instant.getTime() + 20 * 3_600_000),
    dayEndsAt: startOfLocalDay(addDays(localDate, 1), "UTC"),
    brake: 3,
    rules: [
      {
        rule: "a",
        hash: "0",
        blockedAfter: localDate,
        blockedSince: null,
        heldOut: null,
        planned: true,
        transactional: false,
        wait: null,
      },
    ],
    audiences: { relations: [], selects: ["SELECT id AS member_id FROM member WHERE id <= $1"], values: [members] },
    caps: [],
    consent: "assumed",
    programme: null,
    holdoutBy: "member",
    ...overrides,
  };
}

/** Days 2, 3, … each planned for so many members. */
async function usual(...sizes: number[]): Promise<void> {
  for (const [index, members] of sizes.entries()) await store().planMoment(planOf(index + 2, members));
  await run("UPDATE digest SET state = 'accepted' WHERE state = 'planned'");
}

const at = (text: string) => ({ now: () => new Date(text) });
const sweep = async (instant: string) => {
  const settings = { sending: "on", unknown: "hold" } as const;
  const { pages } = await sweepOutbox({
    store: createSweepStore(test.database),
    clock: at(instant),
    settings,
    untouchedForMs: 0,
  });
  let found = 0;
  for await (const { keys } of pages) found += keys.length;
  return found;
};
const openKeys = async () =>
  (
    await run<{ memberId: number; digestId: number }>(
      `SELECT member_id AS "memberId", id AS "digestId" FROM digest WHERE state IN ('planned', 'rendered')`,
    )
  ).slice(0, 100);

describe("the brake", () => {
  it("holds a slot of more than three times the median of the four weeks before", async () => {
    await usual(10, 10, 60, 20, 20);
    const [held] = await store().planMoment(planOf(20, 61));
    expect(held).toMatchObject({ heldBy: "brake", funnel: { matched: 61, planned: 61 } });
    expect(await run("SELECT state, held_by, usual, held_until FROM slot WHERE period = '2026-03-20'")).toEqual([
      { state: "braked", held_by: "brake", usual: 20, held_until: new Date("2026-03-21T00:00:00Z") },
    ]);
    const [large] = await store().planMoment(planOf(21, 60));
    expect(large?.heldBy).toBeNull();
  });

  it.each([
    ["knows no usual before the third slot", [10, 10], {}],
    ["leaves small slots alone", [1, 1, 1], { members: 19 }],
    ["knows nothing older than four weeks", [10, 10, 10], { day: 31 }],
    ["is of one timezone", [10, 10, 10], { plan: { timezone: "Europe/Paris" } }],
    ["is not set", [10, 10, 10], { plan: { brake: null } }],
  ] as [string, number[], { members?: number; day?: number; plan?: Partial<MomentPlan> }][])(
    "%s",
    async (_, sizes, change) => {
      await usual(...sizes);
      const [slot] = await store().planMoment(planOf(change.day ?? 20, change.members ?? 150, change.plan));
      expect(slot?.heldBy).toBeNull();
    },
  );

  it("does not count empty slots, nor what was held and never released", async () => {
    await usual(10, 0, 10, 0, 0, 10);
    expect((await store().planMoment(planOf(20, 100)))[0]?.heldBy).toBe("brake");
    expect((await store().planMoment(planOf(21, 100)))[0]?.heldBy).toBe("brake");
  });

  it("is told beforehand by a rehearsal", async () => {
    await usual(10, 10, 10);
    expect((await store().rehearseMoment(planOf(20, 100), false)).slots[0]?.heldBy).toBe("brake");
  });

  describe("while it holds", () => {
    beforeEach(async () => {
      await usual(10, 10, 20);
      await store().planMoment(planOf(20, 100));
    });

    it("keeps digests from being composed, and nobody waits for them", async () => {
      expect(await sweep("2026-03-20T09:00:00Z")).toBe(0);
      expect(await createDigestStore(test.database).loadPlanned(await openKeys())).toEqual([]);
      const cycles = createCycleStore(test.database);
      const slotIds = await cycles.openSlots();
      expect(slotIds).toHaveLength(1);
      expect(await cycles.countPlanned(slotIds, [])).toBe(0);
      expect(await cycles.outcomes(slotIds)).toMatchObject([{ heldBy: "brake", funnel: { planned: 100 } }]);
    });

    it("keeps their places under the caps, and shows in the outbox", async () => {
      const [other] = await store().planMoment(
        planOf(20, 200, {
          localTime: "18:00",
          instant: new Date("2026-03-20T18:00:00Z"),
          at: new Date("2026-03-20T18:00:00Z"),
          caps: [{ count: 1, days: 1 }],
          rules: planOf(20, 0).rules.map((rule) => ({ ...rule, rule: "b" })),
        }),
      );
      expect(other?.funnel).toMatchObject({ capped: 100, planned: 100 });
      const [first] = await createOutboxStore(test.database).listDigests({ state: "planned", limit: 200 });
      expect(first).toMatchObject({ rule: "b", heldBy: null });
      expect(await brakes().heldSlots(new Date("2026-03-20T09:00:00Z"), null)).toMatchObject([
        { rule: "a", timezone: "UTC", localDate: "2026-03-20", heldBy: "brake", digests: 100, usual: 10 },
      ]);
    });

    it("lets them go when it is released, once", async () => {
      const now = new Date("2026-03-20T11:00:00Z");
      expect(await brakes().release("b", null, now)).toEqual([]);
      expect(await brakes().release("a", null, now)).toMatchObject([{ digests: 100, heldBy: "brake" }]);
      expect(await brakes().release("a", null, now)).toEqual([]);
      expect(await sweep("2026-03-20T11:00:00Z")).toBe(100);
      expect(await createDigestStore(test.database).loadPlanned(await openKeys())).toHaveLength(100);
      await run("UPDATE digest SET state = 'accepted' WHERE state = 'planned'");
      // What a person let go counts as usual from then on: 31 is more than three times 10, not than three times 15.
      expect((await store().planMoment(planOf(21, 31)))[0]?.heldBy).toBeNull();
    });

    it("expires them with their local day, and then holds nothing", async () => {
      const expire = (instant: string) =>
        expireDigests({ store: createExpireStore(test.database), clock: at(instant), liveRules: ["a"] });
      expect(await expire("2026-03-20T23:59:59Z")).toBe(0);
      expect(await expire("2026-03-21T00:00:00Z")).toBe(100);
      expect(await run("SELECT DISTINCT state, reason FROM digest WHERE period = '2026-03-20'")).toEqual([
        { state: "expired", reason: "not_released" },
      ]);
      expect(await run("SELECT state, held_by FROM slot WHERE period = '2026-03-20'")).toEqual([
        { state: "expired", held_by: "brake" },
      ]);
      expect(await brakes().release("a", null, new Date("2026-03-21T00:00:00Z"))).toEqual([]);
    });

    it("cannot be released when the day is over", async () => {
      expect(await brakes().release("a", null, new Date("2026-03-21T00:00:00Z"))).toEqual([]);
      expect(await sweep("2026-03-21T00:00:00Z")).toBe(0);
    });
  });

  it("holds back what is composed already, up to the first byte", async () => {
    const outbox = fillOutbox(test.database);
    const key = await outbox.addDigest();
    const submitter = openSubmitter(test.database, { url: "smtp://127.0.0.1:1" });
    await run(`INSERT INTO slot (id, rule, rule_hash, timezone, period, local_time, instant, state, planned_at, held_by, held_until)
OVERRIDING SYSTEM VALUE VALUES (1, 'seven-days-away', '0', 'UTC', 'p', '08:00', now(), 'braked', now(), 'review', now() + interval '1 day')`);
    expect(await submitter.submit([key])).toMatchObject({ held: 1 });
    expect(await outbox.read(key)).toMatchObject({ state: "rendered" });
    await run("UPDATE digest SET state = 'claimed', fence = 7");
    const claim = { key, fence: 7 };
    const submits = createSubmitStore(test.database, test.database);
    expect(await submits.markSubmitting(claim, new Date(), "2026-03-20", 1_000, "relay:25")).toBe(false);
    await run("UPDATE slot SET state = 'released'");
    expect(await submits.markSubmitting(claim, new Date(), "2026-03-20", 1_000, "relay:25")).toBe(true);
    await submitter.transport.close(0);
  });
});
