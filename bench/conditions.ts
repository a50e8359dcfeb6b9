import { communityNeeds } from "../src/core/rules/community-needs.ts";
import { compileAudience } from "../src/core/rules/compile.ts";
import { createAudienceStore } from "../src/platform/postgres/audience/audience-store.ts";
import type { Database } from "../src/platform/postgres/database.ts";
import { type Contender, type Row, race, toRow } from "./race.ts";
import { ALONE_NAMES, AT, openScene } from "./scene.ts";
import type { World } from "./world.ts";

/** A marketer who adds a condition does not expect to wait: within what a rule without a window may take. */
const MOST = 5;

/** What has to look at all that everybody ever viewed is held to the plainest statement that does. */
const READS_ALL_VIEWS: ReadonlySet<string> = new Set(["interested_in"]);
const MOST_OF_COUNTING = 3;
const COUNT_VIEWS = `SELECT count(*) FROM (
  SELECT v.member_id, count(*) AS n FROM view v JOIN content c ON c.id = v.content_id
  WHERE v.first_viewed_at <= $1 AND c.open_to IS NULL AND c.published_at <= $1 GROUP BY v.member_id
) AS counted WHERE n > 0`;

/** Six visits a member who came at all, three comments for one in ten, two digests for three in four. */
const HISTORY = [
  "CREATE TABLE rekindle_partitions.activity_any PARTITION OF activity DEFAULT",
  `INSERT INTO visit (member_id, started_at, ended_at, acts)
   SELECT DISTINCT ON (id, started_at) id, started_at, started_at + interval '10 minutes', 2
   FROM (
     SELECT m.id, m.last_act_at - interval '10 minutes' - (m.last_act_at - m.joined_at) * power(random(), 2) AS started_at
     FROM member m CROSS JOIN LATERAL generate_series(1, least(m.visit_count, 6))
   ) AS visits`,
  `UPDATE member SET first_visit_at = v.first, visit_days = v.days
   FROM (SELECT member_id, min(started_at) AS first, count(DISTINCT (started_at AT TIME ZONE 'UTC')::date) AS days FROM visit GROUP BY 1) AS v
   WHERE v.member_id = member.id`,
  `INSERT INTO activity (member_id, occurred_at, name)
   SELECT m.id, m.last_act_at - interval '1 day' * n, 'Comment Created'
   FROM member m CROSS JOIN generate_series(1, 3) AS n WHERE m.id % 10 = 0 AND m.last_act_at IS NOT NULL`,
  `INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state, accepted_at)
   SELECT m.id, n, 'past', 'h', n::text, 'Europe/Paris', $1::timestamptz - n * interval '20 days', '2026-01-01', '2026-01-01',
     $1::timestamptz, 'treated', 'accepted', $1::timestamptz - n * interval '20 days'
   FROM member m CROSS JOIN generate_series(1, 2) AS n WHERE m.id % 4 > 0`,
];

/** Every condition that reads the members' history, alone, against the windowed `unseen`; what it has to know of the community first is in its time. */
export function measureConditions(world: World): Promise<Row[]> {
  return world.withCommunity(world.members, async ({ database }) => {
    for (const text of HISTORY) await database.query({ text, values: text.includes("$1") ? [AT] : [] });
    await database.query({ text: "VACUUM (ANALYZE)", values: [] });
    const took = await race(await contenders(database));
    return ALONE_NAMES.map((name) => {
      const whole = READS_ALL_VIEWS.has(name);
      return toRow({
        name: `audience of a rule with ${name}, against ${whole ? "counting every member's views" : "the windowed one"}`,
        unit: "ms",
        median: took[name],
        baseline: whole ? took.counting : took.windowed,
        bound: { most: whole ? MOST_OF_COUNTING : MOST },
      });
    });
  });
}

async function contenders(database: Database) {
  const { evaluation, rule, settings } = await openScene();
  const store = createAudienceStore(database);
  // Fitted each night, and not while a rule is evaluated.
  await store.communityFacts({ needs: [{ kind: "rhythm" }], at: AT, asOf: "facts", settings }, true);
  const contender = (name: Parameters<typeof rule>[0]) => ({
    run: async () => {
      const { when } = rule(name);
      const community = await store.communityFacts({ needs: communityNeeds([when]), at: AT, asOf: "facts", settings });
      const { text, values } = compileAudience(when, { ...evaluation, community });
      await database.query({ text: `SELECT count(*) FROM (\n${text}\n) AS audience`, values });
    },
  });
  const alone = Object.fromEntries(ALONE_NAMES.map((name) => [name, contender(name)]));
  const counting = { run: () => database.query({ text: COUNT_VIEWS, values: [AT] }) };
  return { windowed: contender("windowed"), counting, ...alone } as Record<
    "windowed" | "counting" | (typeof ALONE_NAMES)[number],
    Contender
  >;
}
