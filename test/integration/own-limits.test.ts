import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MomentPlan } from "../../src/audience/ports.ts";
import { addDays, addMonths } from "../../src/core/calendar.ts";
import { COUNTED_STATES, type DigestState, type LocalDate } from "../../src/core/community.ts";
import { FREQUENCIES, type Frequency, ownLimitBefore } from "../../src/core/preferences.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { MOMENT, type MomentRule, momentPlan, momentRule } from "../support/moment-plan.ts";
import { fillOutbox, NOW, openSubmitter, type Submitter } from "../support/outbox.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const run = <Row>(text: string, ...values: unknown[]): Promise<Row[]> => db.database.query<Row>({ text, values });
const empty = () =>
  run("TRUNCATE member, member_preference, digest, digest_mail, pick, slot, suppression, assignment RESTART IDENTITY");

interface Earlier {
  readonly date: LocalDate;
  readonly state: DigestState;
  readonly transactional: boolean;
}

/** A member who chose, and the digests they have had. */
interface Chooser {
  readonly frequency: Frequency | null;
  readonly pausedUntil?: Date | null;
  readonly had?: readonly Earlier[];
}

/** Members 1, 2, … in the order given. */
async function members(choosers: readonly Chooser[]): Promise<void> {
  await empty();
  await run(
    `INSERT INTO member (external_id, email, email_hash, joined_at)
     SELECT 'm' || n, 'm' || n || '@example.org', convert_to('h' || n, 'UTF8'), '2026-01-01' FROM generate_series(1, $1) n`,
    choosers.length,
  );
  for (const [index, { frequency, pausedUntil = null, had = [] }] of choosers.entries()) {
    if (frequency !== null) {
      await run(
        `INSERT INTO member_preference (member_id, frequency, paused_until, changed_at, changed_by)
         VALUES ($1, $2, $3, '2026-01-01', 'test')`,
        index + 1,
        frequency,
        pausedUntil,
      );
    }
    for (const [place, { date, state, transactional }] of had.entries()) {
      await run(
        `INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state, transactional)
         VALUES ($1, 1, 'earlier', 'h', $2, 'UTC', $3::date + interval '8 hours', $3::date, $3::date, $3::date + 1, 'treated', $4, $5)`,
        index + 1,
        `period-${place}`,
        date,
        state,
        transactional,
      );
    }
  }
}

const accepted = (date: LocalDate): Earlier => ({ date, state: "accepted", transactional: false });

/** Who is planned on a day by one rule, and what became of the rest. */
async function planOn(localDate: LocalDate, change: Partial<MomentRule> = {}) {
  await run("DELETE FROM digest WHERE rule = 'now'");
  await run("DELETE FROM slot");
  const instant = new Date(`${localDate}T08:00:00Z`);
  const given: Partial<MomentPlan> = { localDate, instant, at: instant };
  const rules = [momentRule("now", { blockedAfter: localDate, ...change })];
  const [slot] = await createAudienceStore(db.database).planMoment(momentPlan(rules, given));
  const planned = await run<{ id: number }>("SELECT member_id AS id FROM digest WHERE rule = 'now' ORDER BY 1");
  return { planned: planned.map(({ id }) => id), funnel: slot?.funnel };
}

describe("a member's own limit at planning", () => {
  it.each([
    ["weekly", "2026-03-03", "2026-03-09", "2026-03-10"],
    ["monthly", "2026-02-10", "2026-03-09", "2026-03-10"],
    ["monthly", "2026-01-31", "2026-02-28", "2026-03-01"],
  ] as const)("%s after %s: none on %s yet, one on %s", async (frequency, had, notYet, again) => {
    await members([
      { frequency, had: [accepted(had)] },
      { frequency: "any", had: [accepted(had)] },
      { frequency: null },
    ]);
    expect(await planOn(notYet)).toMatchObject({ planned: [2, 3], funnel: { matched: 3, capped: 1, planned: 2 } });
    expect(await planOn(again)).toMatchObject({ planned: [1, 2, 3], funnel: { capped: 0 } });
  });

  it("holds no transactional mail, and is used up by none", async () => {
    const transactional = { ...accepted("2026-03-09"), transactional: true };
    await members([
      { frequency: "weekly", had: [accepted("2026-03-09")] },
      { frequency: "weekly", had: [transactional] },
    ]);
    expect((await planOn("2026-03-10")).planned).toEqual([2]);
    expect((await planOn("2026-03-10", { transactional: true })).planned).toEqual([1, 2]);
  });

  it("counts the day on which a digest left, where that is not the day it was planned for", async () => {
    await members([{ frequency: "weekly", had: [accepted("2026-03-03")] }]);
    await run("UPDATE digest SET cap_date = '2026-03-04'");
    expect((await planOn("2026-03-10")).planned).toEqual([]);
    expect((await planOn("2026-03-11")).planned).toEqual([1]);
  });

  it("agrees with the same rule in memory, whatever members chose and have had", async () => {
    const today = "2026-03-10";
    const earlier = fc.record({
      date: fc.oneof(
        fc.integer({ min: 1, max: 40 }).map((days) => addDays(today, -days)),
        fc.constantFrom(addMonths(today, -1), addDays(addMonths(today, -1), 1), addDays(today, -7), addDays(today, -6)),
      ),
      state: fc.constantFrom<DigestState>(
        "accepted",
        "planned",
        "deferred",
        "withheld",
        "unknown",
        "skipped",
        "expired",
        "bounced",
      ),
      transactional: fc.boolean(),
    });
    const chooser = fc.record({
      frequency: fc.constantFrom(null, ...FREQUENCIES),
      pausedUntil: fc.constantFrom(null, new Date(MOMENT.getTime() - 1), MOMENT, new Date(MOMENT.getTime() + 1)),
      had: fc.array(earlier, { maxLength: 3 }),
    });
    const counts = new Set<DigestState>(COUNTED_STATES);
    const isFree = ({ frequency, pausedUntil, had }: Required<Chooser>): boolean => {
      if (frequency === null) return true;
      if (pausedUntil !== null && pausedUntil > MOMENT) return false;
      if (frequency === "any") return true;
      const before = ownLimitBefore(frequency, today);
      return !had.some(({ date, state, transactional }) => !transactional && counts.has(state) && date > before);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(chooser, { minLength: 5, maxLength: 12 }), async (choosers) => {
        await members(choosers as Chooser[]);
        const expected = choosers.flatMap((one, index) => (isFree(one as Required<Chooser>) ? [index + 1] : []));
        const { planned, funnel } = await planOn(today);
        expect(planned).toEqual(expected);
        expect((funnel?.unsubscribed ?? 0) + (funnel?.capped ?? 0) + planned.length).toBe(choosers.length);
      }),
      { numRuns: 15 },
    );
  });
});

describe("a member's pause at planning", () => {
  it("holds until its very end, transactional mails too, and counts as a no", async () => {
    await members([
      { frequency: "any", pausedUntil: new Date("2026-03-10T08:00:00.001Z") },
      { frequency: "any", pausedUntil: MOMENT },
      { frequency: "any" },
    ]);
    expect(await planOn("2026-03-10")).toMatchObject({ planned: [2, 3], funnel: { unsubscribed: 1 } });
    expect((await planOn("2026-03-10", { transactional: true })).planned).toEqual([2, 3]);
  });
});

describe("at the claim", () => {
  let sink: SmtpSink;
  let submitter: Submitter;
  let outbox: ReturnType<typeof fillOutbox>;
  beforeAll(async () => {
    sink = await openSmtpSink();
    submitter = openSubmitter(db.database, { url: sink.url });
    outbox = fillOutbox(db.database);
  });
  afterAll(async () => {
    await submitter.transport.close(0);
    await sink.close();
  });
  beforeEach(empty);
  afterEach(empty);

  const choose = (memberId: number, frequency: Frequency, pausedUntil: Date | null = null) =>
    run(
      "INSERT INTO member_preference (member_id, frequency, paused_until, changed_at, changed_by) VALUES ($1, $2, $3, $4, 'test')",
      memberId,
      frequency,
      pausedUntil,
      NOW,
    );

  it("a pause that was chosen since planning ends what waits, and one that is over does not", async () => {
    const [paused, over] = [await outbox.addDigest(), await outbox.addDigest()];
    await choose(paused.memberId, "any", new Date(NOW.getTime() + 1));
    await choose(over.memberId, "any", NOW);
    expect(await submitter.submit([paused, over])).toMatchObject({ accepted: 1, suppressed: 1 });
    expect(await outbox.read(paused)).toMatchObject({ state: "suppressed", reason: "on_pause", heldPicks: 0 });
    expect(await outbox.read(over)).toMatchObject({ state: "accepted" });
  });

  it("a limit that was chosen since planning holds too, by the digests of that month", async () => {
    const week = await outbox.addDigest({ state: "accepted", capDate: "2026-11-18" });
    const month = await outbox.addDigest({ state: "accepted", capDate: "2026-10-24" });
    await choose(week.memberId, "weekly");
    await choose(month.memberId, "monthly");
    const next = await outbox.addDigest({ memberId: week.memberId });
    const free = await outbox.addDigest({ memberId: month.memberId });
    expect(await submitter.submit([next, free])).toMatchObject({ accepted: 1, skipped: 1 });
    expect(await outbox.read(next)).toMatchObject({ state: "skipped", reason: "capped" });
    expect(await outbox.read(free)).toMatchObject({ state: "accepted" });
  });
});
