import { afterAll, beforeAll, expect, it } from "vitest";
import { armOf } from "../../src/core/assignment.ts";
import { fixedClock } from "../../src/core/clock.ts";
import { aliasMembers } from "../../src/ingest/alias-members.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { createReportStore } from "../../src/platform/postgres/report/report-store.ts";
import { liftExperiments } from "../../src/report/lift/experiment-lift.ts";
import { MEASURES } from "../../src/report/ports.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { drawPace } from "./draw.ts";
import { isWithin, Ledger, limitsOf } from "./proof/ledger.ts";
import { randomOf } from "./proof/random.ts";

// Many experiments at once, each with people of its own, of whom every third goes by two ids, drawn apart as two members: exposed in
// the same arm or in different ones, and joined afterwards by the product's own statements. Who has two ids comes twice as often.
const EXPERIMENTS = 60;
const PEOPLE = 500;
const SHARE = 0.2;
const LIFT = 0.5;
/** Fixed before any result was looked at. */
const SEED = 20_261_136;
const DAY_MS = 86_400_000;
const FROM = Date.parse("2026-02-02T00:00:00Z");
const DAYS = 56;
const TO = new Date(FROM + DAYS * DAY_MS);

interface Id {
  readonly name: string;
  /** Visits a day without mails. */
  readonly pace: number;
  /** Days from the beginning. */
  readonly exposed: number;
  readonly arm: "treated" | "held_out";
}

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

it("people who turn out to be two members do not show an effect where there is none, nor hide one", async () => {
  const people = drawPeople();
  await plant(people);
  const joined = await aliasMembers(
    {
      store: createIngestStore(test.database),
      clock: fixedClock(TO),
      settings: { visitGap: { count: 30, unit: "minutes" }, passiveEvents: [], timezone: "Europe/Paris", events: {} },
    },
    people.flatMap(({ ids: [first, second] }) =>
      second === undefined ? [] : [{ userId: first.name, previousId: second.name }],
    ),
  );
  expect(joined).toBeDefined();
  const store = createReportStore(test.database);
  const window = { from: null, to: TO, rule: null, languages: ["en"] };
  const [visits = [], came_back = [], visibility = [], pick_visibility = []] = await Promise.all(
    MEASURES.map((measure) => store.sumMeasure(measure, window)),
  );
  const lifts = liftExperiments({
    phases: await store.listPhases(),
    exposed: (await store.countExposed(window)).filter(({ rule }) => rule === null),
    sums: { visits, came_back, visibility, pick_visibility },
    returns: await store.timeReturns(window),
    weeks: [],
    members: EXPERIMENTS * PEOPLE,
    to: TO,
    interval: "classic",
  });
  expect(lifts).toHaveLength(EXPERIMENTS);
  const ledger = new Ledger();
  for (const { experiment, sampleRatio, outcomes } of lifts) {
    ledger.count("merged", "the sample ratio is as drawn", "at least", 0.999, sampleRatio.ok);
    const planted = effectOf(experiment) > 0;
    for (const { outcome, relative, cuped } of outcomes) {
      // Planted are visits alone; what they change of the others is not counted out here.
      if (planted && outcome !== "visits") continue;
      const truth = planted ? trueLift(people.filter((person) => person.experiment === experiment)) : 0;
      for (const [kind, interval] of Object.entries({ relative, cuped: cuped.relative })) {
        if (interval === null) continue;
        const claim = `${outcome} ${kind}, ${planted ? "planted" : "nothing planted"}`;
        ledger.count("merged", claim, "exactly", 0.95, interval.low <= truth && truth <= interval.high);
      }
    }
  }
  expect(ledger.rates.length).toBeGreaterThan(8);
  for (const rate of ledger.rates) {
    const { low, high } = limitsOf(rate);
    expect.soft(isWithin(rate), `${rate.claim}: ${rate.hits} of ${rate.runs}, expected ${low} to ${high}`).toBe(true);
  }
}, 300_000);

/** Every other experiment's mails bring members back more often. */
function effectOf(experiment: string): number {
  return Number(experiment.split("-")[1]) % 2 === 0 ? 0 : LIFT;
}

interface Person {
  readonly experiment: string;
  readonly ids: readonly [Id, Id?];
}

function drawPeople(): Person[] {
  return Array.from({ length: EXPERIMENTS }, (_, number) => {
    const [experiment, random] = [`experiment-${number}`, randomOf(SEED, 1, number)];
    return Array.from({ length: PEOPLE }, (_person, index): Person => {
      const draw = (half: string): Id => {
        const name = `${experiment}-${index}-${half}`;
        const exposed = Math.floor(36 * random() ** 2) + 8 / 24;
        return { name, pace: (2 * drawPace(random)) / 7, exposed, arm: armOf(experiment, name, SHARE) };
      };
      return { experiment, ids: random() < 1 / 3 ? [draw("a"), draw("b")] : [draw("a")] };
    });
  }).flat();
}

/** By intention to treat: what it changes to be drawn first into one arm, wherever the other id is drawn. */
function trueLift(people: readonly Person[]): number {
  const lift = (chance: number, days: number) => (1 + LIFT * chance) * days;
  let [treated, heldOut] = [0, 0];
  for (const { ids } of people) {
    const [first, second] = [...ids]
      .flatMap((id) => (id ? [id] : []))
      .sort((one, other) => one.exposed - other.exposed);
    if (first === undefined) continue;
    const days = DAYS - first.exposed;
    const others =
      second === undefined
        ? 0
        : second.pace * (second.exposed - first.exposed + lift(1 - SHARE, DAYS - second.exposed));
    treated += first.pace * lift(1, days) + others;
    heldOut += first.pace * lift(0, days) + others;
  }
  return treated / heldOut - 1;
}

async function plant(people: readonly Person[]): Promise<void> {
  const random = randomOf(SEED, 2, 1);
  const ids = people.flatMap(({ experiment, ids: own }) =>
    own.flatMap((id) => (id ? [{ ...id, experiment, effect: effectOf(experiment) }] : [])),
  );
  const visits = ids.flatMap(({ pace, exposed, arm, effect }, index) => {
    const own: { who: number; at: string }[] = [];
    const add = (from: number, until: number, rate: number) => {
      for (let day = from - Math.log(random()) / rate; day < until; day += -Math.log(random()) / rate)
        own.push({ who: index + 1, at: new Date(FROM + Math.floor(day * 86_400) * 1_000).toISOString() });
    };
    add(exposed - 28, exposed, pace);
    add(exposed, DAYS, arm === "treated" ? pace * (1 + effect) : pace);
    return own;
  });
  const names = Array.from({ length: EXPERIMENTS }, (_, number) => `experiment-${number}`);
  const statements: readonly (readonly [string, readonly unknown[]])[] = [
    [
      `INSERT INTO member (id, external_id, joined_at) OVERRIDING SYSTEM VALUE
       SELECT n, name, '2025-01-01Z' FROM unnest($1::text[]) WITH ORDINALITY AS m (name, n)`,
      [ids.map(({ name }) => name)],
    ],
    ["SELECT setval(pg_get_serial_sequence('member', 'id'), (SELECT max(id) FROM member))", []],
    [
      `INSERT INTO visit (member_id, started_at, ended_at, acts)
       SELECT who, at, at, 1 FROM unnest($1::bigint[], $2::timestamptz[]) AS v (who, at) ON CONFLICT DO NOTHING`,
      [visits.map(({ who }) => who), visits.map(({ at }) => at)],
    ],
    [
      `INSERT INTO experiment_phase (experiment, phase, share, by, opened_at)
       SELECT name, 1, ${SHARE}, 'member', '2026-01-01Z' FROM unnest($1::text[]) AS name`,
      [names],
    ],
    [
      `INSERT INTO exposure (experiment, member_id, unit, arm, phase, rule, digest_id, exposed_at)
       SELECT experiment, n, name, arm, 1, 'r', n, at
       FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) WITH ORDINALITY AS e (experiment, name, arm, at, n)`,
      [
        ids.map(({ experiment }) => experiment),
        ids.map(({ name }) => name),
        ids.map(({ arm }) => arm),
        ids.map(({ exposed }) => new Date(FROM + exposed * DAY_MS).toISOString()),
      ],
    ],
    ["ANALYZE", []],
  ];
  for (const [text, values] of statements) await test.database.query({ text, values: values as never });
}
