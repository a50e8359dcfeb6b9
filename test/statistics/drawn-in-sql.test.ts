import { afterAll, beforeAll, expect, it } from "vitest";
import { armOf } from "../../src/core/assignment.ts";
import { createReportStore } from "../../src/platform/postgres/report/report-store.ts";
import { liftExperiments } from "../../src/report/lift/experiment-lift.ts";
import { OUTCOMES } from "../../src/report/lift/lift-report.ts";
import { MEASURES } from "../../src/report/ports.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { drawPace } from "./draw.ts";
import { isWithin, Ledger, limitsOf } from "./proof/ledger.ts";
import { randomOf } from "./proof/random.ts";

// One community that no digest changed, drawn into many experiments by the product's own hash, each read from the database by
// the report's own statements. What the members did is the same in all of them: only chance decides who is held out.
const EXPERIMENTS = 100;
const MEMBERS = 400;
const SEED = 20_261_134;
const TO = new Date("2026-04-01T00:00:00Z");

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

it(`${EXPERIMENTS} random draws of one community in the database find an effect as often as chance does`, async () => {
  await plant();
  const store = createReportStore(test.database);
  const window = { from: null, to: TO, rule: null, languages: ["en"] };
  const [visits, came_back, visibility, pick_visibility] = await Promise.all(
    MEASURES.map((measure) => store.sumMeasure(measure, window)),
  );
  const exposed = await store.countExposed(window);
  const lifts = liftExperiments({
    phases: await store.listPhases(),
    exposed: exposed.filter(({ rule }) => rule === null),
    sums: {
      visits: visits ?? [],
      came_back: came_back ?? [],
      visibility: visibility ?? [],
      pick_visibility: pick_visibility ?? [],
    },
    returns: await store.timeReturns(window),
    weeks: [],
    members: MEMBERS,
    to: TO,
    interval: "classic",
  });
  expect(lifts).toHaveLength(EXPERIMENTS);
  const ledger = new Ledger();
  for (const { outcomes, sampleRatio } of lifts) {
    ledger.count("in SQL", "the sample ratio is as drawn", "at least", 0.999, sampleRatio.ok);
    for (const { outcome, absolute, relative, cuped } of outcomes) {
      const intervals = { absolute, relative, cuped: cuped.absolute };
      for (const [kind, interval] of Object.entries(intervals)) {
        if (interval === null) continue;
        ledger.count("in SQL", `${outcome} ${kind}`, "exactly", 0.95, interval.low <= 0 && interval.high >= 0);
      }
    }
  }
  // Each outcome with three intervals, but the time to return, which no history adjusts.
  expect(ledger.rates).toHaveLength(OUTCOMES.length * 3 - 1 + 1);
  for (const rate of ledger.rates) {
    expect(rate.runs, rate.claim).toBe(EXPERIMENTS);
    const { low, high } = limitsOf(rate);
    expect.soft(isWithin(rate), `${rate.claim}: ${rate.hits}, expected ${low} to ${high}`).toBe(true);
  }
}, 120_000);

async function plant(): Promise<void> {
  const members = Array.from({ length: MEMBERS }, (_, index) => index + 1);
  const random = randomOf(SEED, 1, 1);
  const lives = members.map((who) => {
    const pace = drawPace(random) / 7;
    const exposedAt = new Date(Date.parse("2026-02-02T08:00:00Z") + Math.floor(50 * random() ** 2) * 86_400_000);
    const visits: Date[] = [];
    for (let day = -Math.log(random()) / pace; day < 90; day += -Math.log(random()) / pace)
      visits.push(new Date(Date.parse("2026-01-01T00:00:00Z") + Math.floor(day * 86_400) * 1_000));
    return { who, exposedAt, visits };
  });
  const visits = lives.flatMap(({ who, visits: own }) => own.map((at) => ({ who, at })));
  // One visit in two views one of forty contents, the first of them most.
  const views = visits.flatMap(({ who, at }) =>
    random() < 0.5 ? [{ who, at, content: 1 + Math.floor(40 * random() ** 2) }] : [],
  );
  const names = Array.from({ length: EXPERIMENTS }, (_, index) => `experiment-${index}`);
  const held = names.flatMap((name) => members.map((who) => armOf(name, `u${who}`, 0.5)));
  const statements: readonly (readonly [string, readonly unknown[]])[] = [
    [
      `INSERT INTO member (id, external_id, joined_at) OVERRIDING SYSTEM VALUE
       SELECT n, 'm' || n, '2025-01-01Z' FROM generate_series(1, ${MEMBERS}) AS n`,
      [],
    ],
    [
      `INSERT INTO content (id, external_id, published_at) OVERRIDING SYSTEM VALUE
       SELECT n, 'c' || n, '2025-12-01Z' FROM generate_series(1, 40) AS n`,
      [],
    ],
    [
      `INSERT INTO visit (member_id, started_at, ended_at, acts)
       SELECT who, at, at, 1 FROM unnest($1::bigint[], $2::timestamptz[]) AS v (who, at) ON CONFLICT DO NOTHING`,
      [visits.map(({ who }) => who), visits.map(({ at }) => at.toISOString())],
    ],
    [
      `INSERT INTO "view" (member_id, content_id, first_viewed_at)
       SELECT who, content, min(at) FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) AS v (who, content, at)
       GROUP BY who, content`,
      [views.map(({ who }) => who), views.map(({ content }) => content), views.map(({ at }) => at.toISOString())],
    ],
    [
      `INSERT INTO pick (member_id, digest_id, position, content_id, kind, score, reason)
       SELECT who, who, place, place * 4 - 3 + who % 4, 'hot', 1, '{}'
       FROM generate_series(1, ${MEMBERS}) AS who, generate_series(1, 4) AS place`,
      [],
    ],
    [
      `INSERT INTO experiment_phase (experiment, phase, share, by, opened_at)
       SELECT name, 1, 0.5, 'member', '2026-01-01Z' FROM unnest($1::text[]) AS name`,
      [names],
    ],
    [
      `INSERT INTO exposure (experiment, member_id, unit, arm, phase, rule, digest_id, exposed_at)
       SELECT name, who, 'u' || who, ($3::text[])[(n - 1) * ${MEMBERS} + who], 1, 'r', who, ($2::timestamptz[])[who]
       FROM unnest($1::text[]) WITH ORDINALITY AS e (name, n), generate_series(1, ${MEMBERS}) AS who`,
      [names, lives.map(({ exposedAt }) => exposedAt.toISOString()), held],
    ],
    ["ANALYZE", []],
  ];
  for (const [text, values] of statements) await test.database.query({ text, values: values as never });
}
