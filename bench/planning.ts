import { describeMoment, planMoment } from "../src/audience/plan-moment.ts";
import { compileAudience } from "../src/core/rules/compile.ts";
import { NOTHING_KNOWN } from "../src/core/rules/evaluation.ts";
import { createAudienceStore } from "../src/platform/postgres/audience/audience-store.ts";
import type { Database } from "../src/platform/postgres/database.ts";
import { type Row, race, toRow } from "./race.ts";
import { AT, openScene, type Scene } from "./scene.ts";
import type { World } from "./world.ts";

const INSERT_PLAIN = `
  INSERT INTO plain_digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm)
  SELECT member_id, 1, $1, $2, $3::text, $4, $5::timestamptz, $3::date, $3::date, $6::timestamptz, 'treated' FROM planned_member`;

export async function measurePlanning(world: World): Promise<Row[]> {
  const { database } = world;
  const scene = await openScene();
  const rule = scene.rule("planned");
  const input = {
    moment: scene.moment(rule),
    settings: scene.settings,
    at: AT,
    asOf: "facts" as const,
    community: NOTHING_KNOWN,
    only: null,
  };
  const { localDate, timezone, instant, expiresAt } = describeMoment(input);
  const store = createAudienceStore(database);
  const plan = () => planMoment(store, input);

  await forgetPlans(database);
  const [slot] = await plan();
  const digests = slot?.funnel.planned ?? 0;
  await run(database, "CREATE TABLE plain_digest (LIKE digest INCLUDING ALL)");
  await run(database, "CREATE TABLE planned_member AS SELECT member_id FROM digest ORDER BY id");
  await run(database, "VACUUM (ANALYZE) planned_member");
  try {
    const took = await race({
      plain: {
        prepare: () => run(database, "TRUNCATE plain_digest", "CHECKPOINT"),
        run: () =>
          database.query({
            text: INSERT_PLAIN,
            values: [rule.name, rule.hash, localDate, timezone, instant, expiresAt],
          }),
      },
      first: { prepare: () => forgetPlans(database), run: plan },
      next: { prepare: () => run(database, "TRUNCATE slot, digest", "CHECKPOINT"), run: plan },
      again: { run: plan },
    });
    return [
      toRow({
        name: "planning a slot, against a plain insert of as many digests",
        unit: "ms",
        median: took.next,
        baseline: took.plain,
        bound: { most: 4 },
        note: `${digests} digests; arms were drawn before`,
      }),
      toRow({
        name: "planning the first slot of all, which draws every member's arm",
        unit: "ms",
        median: took.first,
        baseline: took.plain,
        bound: { most: 4 },
        note: `${digests} digests and as many arms, against an insert of the digests alone`,
      }),
      toRow({
        name: "planning a slot again, against the first time",
        unit: "ms",
        median: took.again,
        baseline: took.next,
        bound: { most: 0.3 },
      }),
      await measureGrowth(world, scene),
    ];
  } finally {
    await run(database, "DROP TABLE plain_digest, planned_member");
    await forgetPlans(database);
  }
}

/** Audience and planning for all members against a tenth of them, in a community of its own. */
async function measureGrowth(world: World, scene: Scene): Promise<Row> {
  const tenth = Math.round(world.members / 10);
  const rule = scene.rule("planned");
  const input = {
    moment: scene.moment(rule),
    settings: scene.settings,
    at: AT,
    asOf: "facts" as const,
    community: NOTHING_KNOWN,
    only: null,
  };
  const { text, values } = compileAudience(rule.when, scene.evaluation);
  const cycle = (database: Database) => ({
    prepare: () => run(database, "TRUNCATE slot, digest", "CHECKPOINT"),
    run: async () => {
      await database.query({ text: `SELECT count(*) FROM (\n${text}\n) AS audience`, values });
      await planMoment(createAudienceStore(database), input);
    },
  });
  const took = await world.withCommunity(tenth, (small) =>
    race({ small: cycle(small.database), large: cycle(world.database) }),
  );
  return toRow({
    name: "audience and planning, against a tenth of the members",
    unit: "ms",
    median: took.large,
    baseline: took.small,
    bound: { most: 13 },
    note: `${world.members} members against ${tenth}`,
  });
}

function forgetPlans(database: Database): Promise<void> {
  return run(database, "TRUNCATE slot, digest, assignment, experiment_phase", "CHECKPOINT");
}

async function run(database: Database, ...statements: string[]): Promise<void> {
  for (const text of statements) await database.query({ text, values: [] });
}
