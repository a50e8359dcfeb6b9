import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY_MS } from "../../src/core/calendar.ts";
import { createAdviceStore } from "../../src/platform/postgres/report/advice-store.ts";
import { ADVISED_WEEKS } from "../../src/report/advice/advice.ts";
import type { AdviceQuestion, VisitSpread } from "../../src/report/advice/ports.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const TO = new Date("2026-11-23T08:00:00Z");
const WEEK_MS = 7 * DAY_MS;
const QUESTION: AdviceQuestion = { to: TO, team: ["@our.example"], consent: "assumed", by: "member" };

interface Person {
  readonly id: number;
  readonly company: string | null;
  readonly joinedAt: number;
  /** Epoch milliseconds. */
  readonly visits: readonly number[];
  readonly email: string | null;
  readonly role: string;
  readonly subscribed: boolean | null;
  readonly consented: boolean;
}

/** Members whose habits differ, made by a congruential generator; every kind of person who must not count among them. */
function createPeople(): Person[] {
  let state = 20_261_123;
  const draw = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
  return Array.from({ length: 400 }, (_, index) => {
    const joinedAt = TO.getTime() - (index % 5 === 0 ? Math.floor(draw() * 300) : 300) * DAY_MS;
    const rate = draw() ** 3 * 40;
    const visits = Array.from({ length: Math.floor(rate) }, () => TO.getTime() - Math.floor(draw() * 250 * DAY_MS));
    return {
      id: index + 1,
      company: index % 4 === 0 ? null : `c${index % 60}`,
      joinedAt,
      visits: [...new Set(visits)].filter((at) => at >= joinedAt),
      email: index % 40 === 7 ? null : `m${index}@${index % 50 === 3 ? "our" : "members"}.example`,
      role: index % 45 === 9 ? "staff" : "member",
      subscribed: index % 30 === 11 ? false : index % 2 === 0 ? true : null,
      consented: index % 4 === 0,
    };
  });
}

const people = createPeople();
const SUPPRESSED = 25;

describe("what the advice on holdouts stands on", () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    const text = (sql: string, rows: readonly object[]) =>
      test.database.query({ text: sql, values: [JSON.stringify(rows)] });
    await text(
      `INSERT INTO member (id, external_id, company, joined_at, email, email_hash, role, subscribed, consent_at, first_visit_at)
       OVERRIDING SYSTEM VALUE
       SELECT id, 'm' || id, company, to_timestamp(joined / 1000.0), email, convert_to(email, 'UTF8'), role, subscribed,
         CASE WHEN consented THEN to_timestamp(joined / 1000.0) END, to_timestamp(first / 1000.0)
       FROM jsonb_to_recordset($1::jsonb) AS r (id int, company text, joined float8, email text, role text, subscribed boolean, consented boolean, first float8)`,
      people.map(({ joinedAt, visits, ...person }) => ({
        ...person,
        joined: joinedAt,
        first: visits.length === 0 ? null : Math.min(...visits),
      })),
    );
    await text(
      `INSERT INTO visit (member_id, started_at, ended_at, acts)
       SELECT id, to_timestamp(at / 1000.0), to_timestamp(at / 1000.0), 1 FROM jsonb_to_recordset($1::jsonb) AS r (id int, at float8)`,
      people.flatMap(({ id, visits }) => visits.map((at) => ({ id, at }))),
    );
    await test.database.query({
      text: "INSERT INTO suppression (email_hash, reason, source, at) SELECT email_hash, 'unsubscribed', 'test', now() FROM member WHERE id = $1",
      values: [SUPPRESSED],
    });
  });
  afterAll(() => test.drop());

  function reachable(consent: AdviceQuestion["consent"]): Person[] {
    return people.filter(
      ({ id, email, role, subscribed, consented, joinedAt }) =>
        role === "member" &&
        joinedAt < TO.getTime() &&
        email !== null &&
        !email.endsWith("@our.example") &&
        id !== SUPPRESSED &&
        (consent === "recorded" ? subscribed === true && consented : subscribed !== false),
    );
  }

  function naively(members: readonly Person[], weeks: number, by: AdviceQuestion["by"]): VisitSpread {
    const start = TO.getTime() - weeks * WEEK_MS;
    const units = new Map<string, { y: number; d: number; x: number }>();
    const there = members.filter(({ joinedAt }) => joinedAt <= start - 4 * WEEK_MS);
    for (const { id, company, visits } of there) {
      const key = by === "company" && company !== null ? company : `m${id}`;
      const unit = units.get(key) ?? { y: 0, d: 0, x: 0 };
      const since = visits.filter((at) => at >= start && at < TO.getTime()).length;
      unit.y += weeks === 1 ? Math.min(1, since) : since;
      unit.d += 1;
      unit.x += visits.filter((at) => at >= start - 4 * WEEK_MS && at < start).length;
      units.set(key, unit);
    }
    const rows = [...units.values()];
    const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
    const size = sum(({ d }) => d) / rows.length;
    const [r, s] = [sum(({ y }) => y) / there.length, sum(({ x }) => x) / there.length];
    const product = (a: (row: (typeof rows)[number]) => number, b: (row: (typeof rows)[number]) => number) =>
      sum((row) => a(row) * b(row)) / size ** 2 / (rows.length - 1);
    const now = ({ y, d }: (typeof rows)[number]) => y - r * d;
    const before = ({ x, d }: (typeof rows)[number]) => x - s * d;
    return {
      weeks,
      members: there.length,
      units: rows.length,
      mean: r,
      variance: product(now, now),
      varianceBefore: product(before, before),
      covariance: product(now, before),
    };
  }

  it.each([
    ["assumed", "member"],
    ["assumed", "company"],
    ["recorded", "member"],
  ] as const)("is what a count by hand gives: consent %s, drawn by %s", async (consent, by) => {
    const facts = await createAdviceStore(test.database).adviceFacts({ ...QUESTION, consent, by }, ADVISED_WEEKS);
    const members = reachable(consent);
    const units = new Set(members.map(({ id, company }) => (by === "company" && company ? company : id)));
    expect(facts).toMatchObject({
      members: members.length,
      units: units.size,
      active: members.filter(({ visits }) => visits.some((at) => at >= TO.getTime() - 4 * WEEK_MS)).length,
      firstVisitAt: new Date(Math.min(...members.flatMap(({ visits }) => visits))),
    });
    expect(facts.spreads.map(({ weeks }) => weeks)).toEqual([1, ...ADVISED_WEEKS]);
    for (const spread of facts.spreads) {
      const expected = naively(members, spread.weeks, by);
      expect(spread).toMatchObject({ members: expected.members, units: expected.units });
      for (const part of ["mean", "variance", "varianceBefore", "covariance"] as const) {
        expect(spread[part]).toBeCloseTo(expected[part] ?? Number.NaN, 9);
      }
    }
  });

  it("is nothing of an empty community", async () => {
    const before = new Date("2020-01-01T00:00:00Z");
    const facts = await createAdviceStore(test.database).adviceFacts({ ...QUESTION, to: before }, ADVISED_WEEKS);
    expect(facts).toEqual({ members: 0, units: 0, active: 0, firstVisitAt: null, spreads: [] });
  });
});
