import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MomentPlan } from "../../src/audience/ports.ts";
import { armOf } from "../../src/core/assignment.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { moveChoices } from "../../src/platform/postgres/ingest/move-choices.ts";
import { createReportStore } from "../../src/platform/postgres/report/report-store.ts";
import { measureLift } from "../../src/report/lift/measure-lift.ts";
import { presentReport } from "../../src/report/present-report.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { liveMoment } from "../support/live-moment.ts";
import { momentPlan, momentRule } from "../support/moment-plan.ts";

const MEMBERS = 400;
const SHARE = 0.4;
const settings = { timezone: "Europe/Paris", languages: ["en"], team: [] };

let test: TestDatabase;
const run = <Row>(text: string, values: readonly unknown[] = []) => test.database.query<Row>({ text, values });

/** Plans one rule for everybody on a date, settles its digests as mailed or withheld, and answers the arms. */
async function liveDay(
  localDate: string,
  programme: MomentPlan["programme"],
  at = `${localDate}T07:00:00Z`,
  name = "away",
) {
  const instant = new Date(`${localDate}T07:00:00Z`);
  const rule = momentRule(name, { blockedAfter: localDate });
  const dates = { localDate, instant, at: new Date(at), expiresAt: new Date(`${localDate}T23:00:00Z`) };
  const plan = momentPlan([rule], { ...dates, timezone: "Europe/Paris", programme });
  const rehearsed = await createAudienceStore(test.database).rehearseMoment(plan, true);
  const digests = await liveMoment(test, plan, new Date(at));
  const arms = new Map(digests.map(({ unit, arm }) => [unit, arm]));
  expect(new Map(rehearsed.members.map(({ memberId, arm }) => [memberId, arm]))).toEqual(
    new Map(digests.map(({ memberId, arm }) => [memberId, arm])),
  );
  return arms;
}

function drawn(salt: string, share = SHARE) {
  const units = Array.from({ length: MEMBERS }, (_, index) => `m${index + 1}`);
  return new Map(units.map((unit) => [unit, armOf(salt, unit, share)]));
}

const quarterly = (quarter: string, heldOut = SHARE) => ({ heldOut, never: null, quarter });

beforeAll(async () => {
  test = await createTestDatabase();
  await run(`INSERT INTO member (external_id, email, email_hash, joined_at)
SELECT 'm' || n, 'm' || n || '@example.org', convert_to('h' || n, 'UTF8'), '2026-01-01' FROM generate_series(1, ${MEMBERS}) n`);
});
afterAll(() => test.drop());

describe("a holdout that is drawn anew each quarter", () => {
  it("goes from one drawing to the next, each with its own salt, and keeps all of them", async () => {
    expect(await liveDay("2026-09-20", { heldOut: SHARE, never: null })).toEqual(drawn("programme"));
    // Rotation is turned on amid a quarter: from there on its drawing holds.
    expect(await liveDay("2026-09-28", quarterly("2026-Q3"))).toEqual(drawn("programme 2026-Q3"));
    expect(await liveDay("2026-10-01", quarterly("2026-Q4"))).toEqual(drawn("programme 2026-Q4"));
    // Another share amid the quarter: whoever is known keeps the arm.
    expect(await liveDay("2026-11-10", quarterly("2026-Q4", 0.1))).toEqual(drawn("programme 2026-Q4"));
    // Rotation is turned off: nobody's arm changes, also in the quarter that follows.
    expect(await liveDay("2027-01-05", { heldOut: 0.1, never: null })).toEqual(drawn("programme 2026-Q4"));
    // A day of the first drawing that is planned late has its arms.
    expect(await liveDay("2026-09-27", quarterly("2026-Q3"), "2026-09-28T08:00:00Z", "late")).toEqual(
      drawn("programme"),
    );
    const [first, second] = [drawn("programme"), drawn("programme 2026-Q4")];
    expect([...first].some(([unit, arm]) => second.get(unit) !== arm)).toBe(true);
    const phases = await run(
      `SELECT experiment, phase, share, opened_at AS "openedAt" FROM experiment_phase ORDER BY opened_at`,
    );
    expect(phases).toEqual([
      { experiment: "programme", phase: 1, share: SHARE, openedAt: new Date("2026-09-20T07:00:00Z") },
      { experiment: "programme 2026-Q3", phase: 1, share: SHARE, openedAt: new Date("2026-09-28T07:00:00Z") },
      { experiment: "programme 2026-Q4", phase: 1, share: SHARE, openedAt: new Date("2026-10-01T07:00:00Z") },
      { experiment: "programme 2026-Q4", phase: 2, share: 0.1, openedAt: new Date("2026-11-10T07:00:00Z") },
    ]);
  });

  it("exposes every member once in each drawing, with the arm and at the instant of its own", async () => {
    const exposures = await run(
      `SELECT e.experiment, e.exposed_at AS at, count(*) AS members,
         count(*) FILTER (WHERE e.arm <> a.arm OR e.phase <> a.phase) AS other
       FROM exposure e JOIN assignment a ON a.experiment = e.experiment AND a.unit = e.unit GROUP BY 1, 2 ORDER BY 2`,
    );
    expect(exposures).toEqual([
      { experiment: "programme", at: new Date("2026-09-20T07:00:00Z"), members: MEMBERS, other: 0 },
      { experiment: "programme 2026-Q3", at: new Date("2026-09-28T07:00:00Z"), members: MEMBERS, other: 0 },
      { experiment: "programme 2026-Q4", at: new Date("2026-10-01T07:00:00Z"), members: MEMBERS, other: 0 },
    ]);
  });

  it("is reported drawing by drawing, each from exposure to its end, and pooled", async () => {
    // One visit a member on the day after each exposure, and one just before each drawing ends.
    for (const day of ["2026-09-21", "2026-09-29", "2026-10-02"])
      await run(
        `INSERT INTO visit (member_id, started_at, ended_at, acts) SELECT id, $1::timestamptz, $1::timestamptz, 1 FROM member`,
        [`${day}T12:00:00Z`],
      );
    await run("ANALYZE member, exposure, experiment_phase, visit, digest, slot");
    await run("UPDATE installation SET latest_act_at = '2027-02-01Z'");
    const to = new Date("2026-11-01T07:00:00Z");
    const store = createReportStore(test.database);
    const measure = (from: Date | null) =>
      measureLift({ store, settings }, { from, to, rule: null, now: new Date("2027-02-01T00:00:00Z") });
    const report = await measure(null);
    const [programme, ...others] = report.experiments;
    if (programme === undefined) throw new Error("nothing is reported");
    expect([programme.experiment, others]).toEqual(["programme", []]);
    const counts = (salt: string) => {
      const held = [...drawn(salt).values()].filter((arm) => arm === "held_out").length;
      return { treated: MEMBERS - held, held_out: held };
    };
    const days = (phase: number) => {
      const lift = programme.phases
        .find((one) => one.phase === phase)
        ?.outcomes.find(({ outcome }) => outcome === "visits");
      return lift?.arms.map(({ n, numerator, denominator }) => [numerator / n, denominator / n]);
    };
    expect(programme.phases.map(({ phase, salt, units }) => ({ phase, salt, units }))).toEqual([
      { phase: 1, salt: "programme", units: counts("programme") },
      { phase: 2, salt: "programme 2026-Q3", units: counts("programme 2026-Q3") },
      { phase: 3, salt: "programme 2026-Q4", units: counts("programme 2026-Q4") },
    ]);
    expect(programme.phases.every(({ sampleRatio }) => sampleRatio.ok)).toBe(true);
    // Days at risk and visits end with the drawing: 8 days, 3, and 31 until the report's end.
    expect([days(1), days(2), days(3)]).toEqual([
      [
        [1, 8],
        [1, 8],
      ],
      [
        [1, 3],
        [1, 3],
      ],
      [
        [1, 31],
        [1, 31],
      ],
    ]);
    expect(report.programmes.map(({ salt, share, endedAt }) => [salt, share, endedAt])).toEqual([
      ["programme", SHARE, "2026-09-28T07:00:00.000Z"],
      ["programme 2026-Q3", SHARE, "2026-10-01T07:00:00.000Z"],
      ["programme 2026-Q4", SHARE, null],
    ]);
    // Another share later does not belong to this report, but to one that ends after it; members known keep their group.
    const longer = await measureLift(
      { store, settings },
      { from: null, to: new Date("2026-12-01T00:00:00Z"), rule: null, now: new Date("2027-02-01T00:00:00Z") },
    );
    expect(longer.programmes.slice(2).map(({ share, endedAt, keptUntil }) => [share, endedAt, keptUntil])).toEqual([
      [SHARE, "2026-11-10T07:00:00.000Z", null],
      [0.1, null, null],
    ]);
    expect(presentReport(longer, "text", "en").replaceAll(/\s+/g, " ")).toMatch(
      /Holdout “programme 2026-Q4”, from 1 October 2026 to 10 November 2026: 40% held out by lot; [^.]* held out; whoever was drawn then keeps their group\./,
    );
    // A period after a drawing's end has nothing of it.
    const [later] = (await measure(new Date("2026-10-05T00:00:00Z"))).experiments;
    expect(later?.phases.map(({ salt }) => salt)).toEqual(["programme 2026-Q4"]);
    for (const [language, said] of [
      ["en", "Holdout “programme 2026-Q3”, from 28 September 2026 to 1 October 2026: 40% held out by lot"],
      ["fr", "Tirage « programme 2026-Q3 », du 28 septembre 2026 au 1er octobre 2026"],
    ] as const) {
      expect(presentReport(report, "text", language).replaceAll(/\s+/g, " ")).toContain(said);
    }
  });

  it("leaves out whom a drawing exposed in different arms under two ids, of that drawing only", async () => {
    const units = [...drawn("programme").keys()];
    const armIn = (salt: string, unit: string) => drawn(salt).get(unit);
    const [from = "", to = ""] = units
      .flatMap((one) => units.map((other) => [one, other]))
      .find(
        ([one = "", other = ""]) =>
          armOf("programme 2026-Q3", one, SHARE) === armOf("programme 2026-Q3", other, SHARE) &&
          armOf("programme 2026-Q4", one, SHARE) !== armOf("programme 2026-Q4", other, SHARE) &&
          one !== other,
      ) as string[];
    const idOf = (unit: string) => Number(unit.slice(1));
    await test.database.transaction((transaction) => moveChoices(transaction, [idOf(from)], [idOf(to)]));
    expect(
      await run(
        "SELECT experiment, unit, arm, merged FROM exposure WHERE member_id = ANY($1) AND experiment <> 'programme' ORDER BY 1",
        [[idOf(from), idOf(to)]],
      ),
    ).toEqual([
      { experiment: "programme 2026-Q3", unit: to, arm: armIn("programme 2026-Q3", to), merged: false },
      // Both on the same instant: the arm of the first id stays.
      { experiment: "programme 2026-Q4", unit: to, arm: expect.any(String), merged: true },
    ]);
  });
});
