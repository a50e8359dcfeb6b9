import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Funnel, MomentPlan } from "../../src/audience/ports.ts";
import { armOf } from "../../src/core/assignment.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import {
  MOMENT as AT,
  momentPlan as plan,
  momentRule as rule,
  type MomentRule as TestRule,
} from "../support/moment-plan.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const even = { text: "SELECT id AS member_id FROM member WHERE id % $1 = 0", values: [2] };

function onDay(day: number, rules: TestRule[], overrides: Partial<MomentPlan> = {}): MomentPlan {
  const date = `2026-03-${day}`;
  const instant = new Date(`${date}T08:00:00Z`);
  return plan(rules, { localDate: date, instant, at: instant, ...overrides });
}

/** Forty members with an address each; then the statements, which may use $1 = nothing. */
async function community(...statements: string[]): Promise<void> {
  await run("TRUNCATE member, digest, slot, suppression, assignment, experiment_phase, exposure RESTART IDENTITY");
  await run(`INSERT INTO member (external_id, email, email_hash, joined_at)
SELECT 'm' || n, 'm' || n || '@example.org', convert_to('h' || n, 'UTF8'), '2026-01-01' FROM generate_series(1, 40) n`);
  for (const statement of statements) await run(statement);
}

const run = <Row>(text: string): Promise<Row[]> => test.database.query<Row>({ text, values: [] });
const store = () => createAudienceStore(test.database);
const sumOfLosses = ({ matched: _, ...others }: Funnel) => Object.values(others).reduce((sum, count) => sum + count, 0);

describe("planning a send moment", () => {
  beforeEach(() => community());

  it("gives one digest to each member of the audience, and nothing the second time", async () => {
    const [slot] = await store().planMoment(plan([rule("a")]));
    expect(slot?.funnel).toMatchObject({ matched: 40, planned: 40 });
    expect(await store().planMoment(plan([rule("a")]))).toEqual([]);
    expect(await run("SELECT count(*) AS n, count(DISTINCT member_id) AS m FROM digest")).toEqual([{ n: 40, m: 40 }]);
  });

  it("plans once when two planners come at the same time", async () => {
    const results = await Promise.all([1, 2, 3, 4].map(() => store().planMoment(plan([rule("a"), rule("b")]))));
    expect(results.filter((slots) => slots.length > 0)).toHaveLength(1);
    expect(await run("SELECT count(*) AS n FROM digest")).toEqual([{ n: 40 }]);
  });

  it("names the first reason for which a member falls out, and the funnel adds up", async () => {
    await community(
      "UPDATE member SET subscribed = false WHERE id IN (1, 2)",
      "INSERT INTO suppression (email_hash, reason, source, at) VALUES (convert_to('h2', 'UTF8'), 'bounced', 'test', now()), (convert_to('h3', 'UTF8'), 'bounced', 'test', now())",
      "UPDATE member SET email = NULL, email_hash = NULL WHERE id IN (4, 5)",
    );
    const [slot] = await store().planMoment(plan([rule("a")]));
    expect(slot?.funnel).toEqual({
      matched: 40,
      unsubscribed: 2,
      suppressed: 1,
      no_email: 2,
      again_after: 0,
      capped: 0,
      outranked: 0,
      planned: 35,
    });
  });

  it("suppresses every member who has the address", async () => {
    await community(
      "UPDATE member SET email_hash = convert_to('shared', 'UTF8') WHERE id <= 3",
      "INSERT INTO suppression (email_hash, reason, source, at) VALUES (convert_to('shared', 'UTF8'), 'unsubscribed', 'test', now())",
    );
    const [slot] = await store().planMoment(plan([rule("a")]));
    expect(slot?.funnel.suppressed).toBe(3);
  });

  it("asks for a recorded consent where the settings do", async () => {
    await community("UPDATE member SET subscribed = true, consent_at = now(), consent_source = 'form' WHERE id <= 4");
    const [slot] = await store().planMoment(plan([rule("a")], { consent: "recorded" }));
    expect(slot?.funnel).toMatchObject({ unsubscribed: 36, planned: 4 });
  });

  it("gives a member matched by several rules the first in order, and says that the others were outranked", async () => {
    const slots = await store().planMoment(plan([rule("first", { audience: even }), rule("second")]));
    expect(slots.map(({ rule: name, funnel }) => [name, funnel.planned, funnel.outranked])).toEqual([
      ["first", 20, 0],
      ["second", 20, 20],
    ]);
  });

  it("lets a rule that cannot mail a member leave the place to the next one", async () => {
    await store().planMoment(onDay(11, [rule("first", { audience: even })]));
    const slots = await store().planMoment(
      onDay(12, [rule("first", { blockedAfter: "2026-03-05" }), rule("second", { audience: even })]),
    );
    expect(slots.map(({ rule: name, funnel }) => [name, funnel.planned, funnel.again_after])).toEqual([
      ["first", 20, 20],
      ["second", 20, 0],
    ]);
  });

  it("orders against all rules of the moment when only one is planned", async () => {
    const slots = await store().planMoment(plan([rule("first", { audience: even, planned: false }), rule("second")]));
    expect(slots).toMatchObject([{ rule: "second", funnel: { matched: 40, outranked: 20, planned: 20 } }]);
    const later = await store().planMoment(plan([rule("first", { audience: even }), rule("second")]));
    expect(later).toMatchObject([{ rule: "first", funnel: { matched: 20, planned: 20 } }]);
  });

  it("counts again_after from the slot's local date: day D mails again on D+7, never sooner", async () => {
    await store().planMoment(onDay(10, [rule("a")]));
    const blocked = (day: number) => rule("a", { blockedAfter: `2026-03-${String(day - 7).padStart(2, "0")}` });
    const [sixth] = await store().planMoment(onDay(16, [blocked(16)]));
    const [seventh] = await store().planMoment(onDay(17, [blocked(17)]));
    expect(sixth?.funnel).toMatchObject({ again_after: 40, planned: 0 });
    expect(seventh?.funnel).toMatchObject({ again_after: 0, planned: 40 });
  });

  it("holds the caps over all rules, and what ended without a mail gives its place back", async () => {
    const caps = [
      { count: 1, days: 1 },
      { count: 2, days: 7 },
    ];
    await store().planMoment(onDay(10, [rule("a")], { caps }));
    const [sameDay] = await store().planMoment(
      onDay(10, [rule("b")], {
        caps,
        localTime: "18:00",
        instant: new Date("2026-03-10T18:00:00Z"),
        at: new Date("2026-03-10T18:00:00Z"),
      }),
    );
    expect(sameDay?.funnel).toMatchObject({ capped: 40 });
    await store().planMoment(onDay(12, [rule("b")], { caps }));
    await run("UPDATE digest SET state = 'skipped' WHERE member_id <= 10 AND rule = 'b'");
    await run("UPDATE digest SET state = 'withheld' WHERE member_id > 30");
    const [third] = await store().planMoment(onDay(14, [rule("c")], { caps }));
    expect(third?.funnel).toMatchObject({ capped: 30, planned: 10 });
  });

  it("counts a cap from the local date of submission", async () => {
    await store().planMoment(onDay(10, [rule("a")]));
    await run("UPDATE digest SET state = 'accepted', cap_date = '2026-03-11' WHERE member_id = 1");
    await run("UPDATE digest SET state = 'accepted' WHERE member_id > 1");
    const [slot] = await store().planMoment(onDay(11, [rule("b")], { caps: [{ count: 1, days: 1 }] }));
    expect(slot?.funnel).toMatchObject({ capped: 1, planned: 39 });
  });
});

describe("what is stored", () => {
  beforeEach(() => community());

  it("is later than an instant once a slot after it is planned: its digests were not known then", async () => {
    const before = new Date(AT.getTime() - 1);
    expect(await store().knowsLaterThan(before)).toBe(false);
    await store().planMoment(plan([rule("a")]));
    expect([await store().knowsLaterThan(before), await store().knowsLaterThan(AT)]).toEqual([true, false]);
  });
});

describe("the arms of a send moment", () => {
  beforeEach(() => community("UPDATE member SET company = 'acme' WHERE id <= 10"));
  const arms = () =>
    run<{ unit: string; arm: string }>("SELECT external_id AS unit, arm FROM digest JOIN member m ON m.id = member_id");

  it("are those of the hash, the same in SQL and in the core", async () => {
    await store().planMoment(plan([rule("a")], { programme: { heldOut: 0.4, never: null } }));
    const drawn = await arms();
    for (const { unit, arm } of drawn) expect(arm).toBe(armOf("programme", unit, 0.4));
    expect(new Set(drawn.map(({ arm }) => arm))).toEqual(new Set(["treated", "held_out"]));
  });

  it("are known to a rehearsal, which writes nothing", async () => {
    const programme = { heldOut: 0.4, never: null };
    const rehearsal = await store().rehearseMoment(plan([rule("a")], { programme }), false);
    expect(await run("SELECT (SELECT count(*) FROM digest) + (SELECT count(*) FROM slot) AS n")).toEqual([{ n: 0 }]);
    const slots = await store().planMoment(plan([rule("a")], { programme }));
    expect(rehearsal.slots.map(({ funnel }) => funnel)).toEqual(slots.map(({ funnel }) => funnel));
    expect(rehearsal.members.map(({ externalId, arm }) => [externalId, arm]).sort()).toEqual(
      (await arms()).map(({ unit, arm }) => [unit, arm]).sort(),
    );
  });

  it("are counted by a sample, which names a few of the treated only", async () => {
    const given = plan([rule("a", { audience: even }), rule("b", { planned: false })], {
      programme: { heldOut: 0.4, never: null },
    });
    const rehearsal = await store().rehearseMoment(given, true);
    const heldOut = rehearsal.members.filter(({ arm }) => arm === "held_out");
    const sample = await store().sampleMoment(given, 5);
    expect(sample.slots).toEqual(rehearsal.slots);
    expect(sample.heldOut).toBe(heldOut.length);
    expect(heldOut.length).toBeGreaterThan(0);
    expect(sample.members).toHaveLength(5);
    for (const member of sample.members) expect(rehearsal.members).toContainEqual(member);
    expect(new Set(sample.members.map(({ arm }) => arm))).toEqual(new Set(["treated"]));
    expect(await store().sampleMoment(given, 5)).toEqual(sample);
  });

  it("are one for a company where colleagues share mail", async () => {
    await store().planMoment(plan([rule("a")], { programme: { heldOut: 0.5, never: null }, holdoutBy: "company" }));
    const colleagues = await run<{ arm: string }>("SELECT DISTINCT arm FROM digest WHERE member_id <= 10");
    expect(colleagues).toEqual([{ arm: armOf("programme", "company:acme", 0.5) }]);
  });

  it("leave out of the experiment whom the settings never hold out", async () => {
    const never = { text: "SELECT id AS member_id FROM member WHERE id <= $1", values: [10] };
    await store().planMoment(plan([rule("a")], { programme: { heldOut: 1, never } }));
    expect(await run("SELECT arm, count(*) AS n FROM digest GROUP BY 1 ORDER BY 1")).toEqual([
      { arm: "held_out", n: 30 },
      { arm: "treated", n: 10 },
    ]);
    expect(await run("SELECT count(*) AS n FROM assignment WHERE unit IN ('m1', 'm10')")).toEqual([{ n: 0 }]);
  });

  it("stay with known members when the share changes, and the change opens a phase", async () => {
    const NEARLY_NOBODY = 1e-9;
    const share = (heldOut: number) => ({ programme: { heldOut, never: null } });
    await store().planMoment(onDay(10, [rule("a", { audience: even })], share(NEARLY_NOBODY)));
    await store().planMoment(onDay(11, [rule("a")], share(1)));
    const known = await run("SELECT DISTINCT arm FROM digest WHERE member_id % 2 = 0");
    const others = await run("SELECT DISTINCT arm FROM digest WHERE member_id % 2 = 1");
    expect([known, others]).toEqual([[{ arm: "treated" }], [{ arm: "held_out" }]]);
    expect(await run("SELECT phase, share FROM experiment_phase ORDER BY 1")).toEqual([
      { phase: 1, share: NEARLY_NOBODY },
      { phase: 2, share: 1 },
    ]);
    expect(await run("SELECT phase, count(*) AS n FROM assignment GROUP BY 1 ORDER BY 1")).toEqual([
      { phase: 1, n: 20 },
      { phase: 2, n: 20 },
    ]);
  });

  it("of a rule's own experiment are drawn apart, and not for those whom the programme holds out", async () => {
    await store().planMoment(plan([rule("a", { heldOut: 0.5 })], { programme: { heldOut: 0.3, never: null } }));
    const rows = await run<{ unit: string; arm: string; own: string | null }>(
      `SELECT m.external_id AS unit, d.arm, a.arm AS own FROM digest d JOIN member m ON m.id = d.member_id
LEFT JOIN assignment a ON a.experiment = 'a' AND a.unit = m.external_id`,
    );
    for (const { unit, arm, own } of rows) {
      const programme = armOf("programme", unit, 0.3);
      expect(own).toBe(programme === "held_out" ? null : armOf("a", unit, 0.5));
      expect(arm).toBe(programme === "held_out" || own === "held_out" ? "held_out" : "treated");
    }
  });
});

describe("the funnel", () => {
  it("adds up to what matched, whatever the community and the rules", async () => {
    await community(
      "UPDATE member SET subscribed = false WHERE id % 7 = 0",
      "UPDATE member SET email = NULL WHERE id % 5 = 0",
    );
    const caps = [{ count: 2, days: 3 }];
    for (let day = 10; day < 25; day++) {
      const blockedAfter = `2026-03-${String(day - 4).padStart(2, "0")}`;
      const slots = await store().planMoment(
        onDay(day, [rule("a", { audience: even, blockedAfter }), rule("b", { blockedAfter })], { caps }),
      );
      for (const { funnel } of slots) expect(sumOfLosses(funnel)).toBe(funnel.matched);
    }
  });
});
