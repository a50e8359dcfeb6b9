import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MomentPlan } from "../../src/audience/ports.ts";
import { armOf } from "../../src/core/assignment.ts";
import { createReportStore } from "../../src/platform/postgres/report/report-store.ts";
import { measureLift } from "../../src/report/lift/measure-lift.ts";
import { presentReport } from "../../src/report/present-report.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { liveMoment } from "../support/live-moment.ts";
import { momentPlan, momentRule } from "../support/moment-plan.ts";

const MEMBERS = 400;
const settings = { timezone: "UTC", languages: ["en"], team: [] };
const HALF = { programme: { heldOut: 0.5, never: null } };

let test: TestDatabase;
const run = <Row>(text: string, values: readonly unknown[] = []) => test.database.query<Row>({ text, values });

/** One moment of one rule for everybody, settled as mailed or withheld. */
async function liveDay(localDate: string, holdout: Partial<MomentPlan> = {}, own: number | null = null) {
  const instant = new Date(`${localDate}T08:00:00Z`);
  const rule = momentRule("away", { blockedAfter: localDate, heldOut: own });
  const plan = momentPlan([rule], {
    localDate,
    instant,
    at: new Date(`${localDate}T08:01:00Z`),
    expiresAt: new Date(`${localDate}T20:00:00Z`),
    ...holdout,
  });
  const digests = await liveMoment(test, plan, instant, own === null ? null : "away");
  await run("UPDATE digest SET state = 'accepted' WHERE local_date = $1::date AND arm = 'treated'", [localDate]);
  return digests;
}

const heldOut = (digests: readonly { arm: string }[]) => digests.filter(({ arm }) => arm === "held_out").length;
const drawn = (salt: string) =>
  Array.from({ length: MEMBERS }, (_, index) => armOf(salt, `m${index + 1}`, 0.5)).filter((arm) => arm === "held_out")
    .length;

function measure(to: string, from: string | null = null) {
  return measureLift(
    { store: createReportStore(test.database), settings },
    {
      from: from === null ? null : new Date(`${from}T00:00:00Z`),
      to: new Date(`${to}T00:00:00Z`),
      rule: null,
      now: new Date("2026-12-01T00:00:00Z"),
    },
  );
}

beforeAll(async () => {
  test = await createTestDatabase();
  await run(`INSERT INTO member (external_id, email, email_hash, joined_at, company)
SELECT 'm' || n, 'm' || n || '@example.org', convert_to('h' || n, 'UTF8'), '2026-01-01', 'c' || n % 200
FROM generate_series(1, ${MEMBERS}) n`);
  await run("UPDATE installation SET latest_act_at = '2026-12-01Z'");
});
afterAll(() => test.drop());

describe("a holdout of 0", () => {
  it("ends the programme at the first moment planned with it, and only what was before counts", async () => {
    await liveDay("2026-03-01", HALF);
    // Held out: one visit a week. Mailed: two. Once all get mails, everybody comes twice.
    await run(`INSERT INTO visit (member_id, started_at, ended_at, acts)
SELECT m.id, d, d, 1 FROM member m JOIN digest g ON g.member_id = m.id,
  generate_series('2026-03-02T12:00Z'::timestamptz, '2026-05-31T12:00Z', '84 hours') WITH ORDINALITY AS v(d, n)
WHERE g.arm = 'treated' OR n % 2 = 1 OR d >= '2026-03-29T08:00Z'`);
    expect(heldOut(await liveDay("2026-03-29"))).toBe(0);
    await liveDay("2026-04-05");
    expect(
      await run(`SELECT experiment, phase, share, opened_at AS "openedAt" FROM experiment_phase ORDER BY 4`),
    ).toEqual([
      { experiment: "programme", phase: 1, share: 0.5, openedAt: new Date("2026-03-01T08:00:00Z") },
      { experiment: "programme", phase: 2, share: 0, openedAt: new Date("2026-03-29T08:00:00Z") },
    ]);
    const after = await measure("2026-05-31");
    const days = after.experiments[0]?.outcomes[0]?.arms.map(({ n, denominator }) => denominator / n);
    expect(days).toEqual([28, 28]);
    const visits = (report: typeof after) => report.experiments[0]?.outcomes[0]?.arms.map(({ value }) => value);
    expect(visits(after)).toEqual([2, 1]);
    expect(after.experiments[0]?.phases.map(({ share, sampleRatio }) => [share, sampleRatio.ok])).toEqual([
      [0.5, true],
    ]);
  });

  it("is said, with since when; of a period that came before as if it had not been", async () => {
    const after = presentReport(await measure("2026-05-31"), "text", "en").replaceAll(/\s+/g, " ");
    expect(after).toContain("Nobody has been held out since 29 March 2026: effects are counted up to then");
    expect(after).toContain("Holdout “programme”, from 1 March 2026 to 29 March 2026: 50% held out by lot");
    expect(presentReport(await measure("2026-05-31"), "text", "fr").replaceAll(/\s+/g, " ")).toContain(
      "Il n’y a plus de groupe témoin depuis le 29 mars 2026",
    );
    const past = await measure("2026-03-15");
    expect(presentReport(past, "text", "en")).not.toContain("Nobody has been held out");
    expect(past.programmes.map(({ endedAt, keptUntil }) => [endedAt, keptUntil])).toEqual([[null, null]]);
    // A period that began later has nobody to compare, though mails went out.
    const later = await measure("2026-05-01", "2026-04-01");
    expect([later.headline, later.experiments]).toEqual(["nobody_held_out", []]);
    const said = presentReport(later, "text", "en").replaceAll(/\s+/g, " ");
    expect(said).toContain("everybody gets the digests, so there is nobody to compare with");
    expect(said).toContain("Nobody has been held out since 29 March 2026");
  });

  it("is followed by another drawing, in which everybody is measured again", async () => {
    expect(heldOut(await liveDay("2026-06-01", HALF))).toBe(drawn("programme (2)"));
    const report = await measure("2026-07-01");
    expect(report.programmes.map(({ phase, salt, endedAt }) => [phase, salt, endedAt])).toEqual([
      [1, "programme", "2026-03-29T08:00:00.000Z"],
      [2, "programme (2)", null],
    ]);
    expect(report.experiments[0]?.phases.map(({ units }) => units.held_out)).toEqual([
      drawn("programme"),
      drawn("programme (2)"),
    ]);
    // A report of an earlier period does not tell of it.
    expect((await measure("2026-05-31")).programmes.map(({ salt }) => salt)).toEqual(["programme"]);
  });
});

describe("a holdout drawn for other units", () => {
  it("is another drawing, since known members would change sides unseen", async () => {
    await liveDay("2026-07-01", { ...HALF, holdoutBy: "company" });
    const report = await measure("2026-08-01");
    expect(report.programmes.map(({ salt, by, keptUntil }) => [salt, by, keptUntil])).toEqual([
      ["programme", "member", "2026-03-29T08:00:00.000Z"],
      ["programme (2)", "member", "2026-07-01T08:00:00.000Z"],
      ["programme (3)", "company", null],
    ]);
  });
});

describe("a rule's own holdout that is taken away", () => {
  it("ends the rule's experiment alike", async () => {
    await run("TRUNCATE digest, slot, exposure, assignment, experiment_phase RESTART IDENTITY");
    await liveDay("2026-09-01", {}, 0.5);
    await liveDay("2026-09-15", {}, null);
    const [own] = (await measure("2026-10-15")).experiments;
    expect([own?.experiment, own?.outcomes[0]?.arms.map(({ n, denominator }) => denominator / n)]).toEqual([
      "away",
      [14, 14],
    ]);
    expect(presentReport(await measure("2026-10-15"), "text", "en").replaceAll(/\s+/g, " ")).toContain(
      "Nobody has been held out since 15 September 2026",
    );
  });
});

describe("whoever was erased after their first digest", () => {
  it("is in no effect, but in the sizes of the groups, and is told by arm", async () => {
    await run("TRUNCATE digest, slot, exposure, assignment, experiment_phase, erased_exposure RESTART IDENTITY");
    await liveDay("2026-10-01", HALF);
    const [before] = (await measure("2026-11-01")).experiments;
    // Every third of the held out asks to be erased, and nobody else.
    const gone = await run("DELETE FROM exposure WHERE arm = 'held_out' AND member_id % 3 = 0 RETURNING 1");
    const [lost] = (await measure("2026-11-01")).experiments;
    await run("INSERT INTO erased_exposure VALUES ('programme', 1, 'held_out', $1)", [gone.length]);
    const report = await measure("2026-11-01");
    const [phase] = report.experiments[0]?.phases ?? [];
    expect(lost?.sampleRatio.ok).toBe(false);
    expect(phase?.sampleRatio).toEqual(before?.phases[0]?.sampleRatio);
    expect(phase?.erased).toEqual({ treated: 0, held_out: gone.length });
    expect(phase?.units.held_out).toBe((before?.phases[0]?.units.held_out ?? 0) - gone.length);
    expect(presentReport(report, "text", "en").replaceAll(/\s+/g, " ")).toContain(
      `0 of those with digests, ${gone.length} of the held out`,
    );
  });
});

describe("a member whose day of joining is corrected to one after their first digest", () => {
  it("keeps the visits since, and has no history", async () => {
    await run("TRUNCATE digest, slot, exposure, assignment, experiment_phase, erased_exposure, visit RESTART IDENTITY");
    await liveDay("2026-10-01", HALF);
    await run(`INSERT INTO visit (member_id, started_at, ended_at, acts)
SELECT id, d, d, 1 FROM member, unnest('{2026-09-20T12:00Z,2026-10-02T12:00Z,2026-10-20T12:00Z}'::timestamptz[]) d`);
    await run("UPDATE member SET joined_at = '2026-10-10Z'");
    const [programme] = (await measure("2026-11-01")).experiments;
    expect(programme?.outcomes[0]?.arms.map(({ n, numerator }) => numerator / n)).toEqual([2, 2]);
    expect(programme?.outcomes.find(({ outcome }) => outcome === "came_back")?.arms.map(({ value }) => value)).toEqual([
      1, 1,
    ]);
  });
});
