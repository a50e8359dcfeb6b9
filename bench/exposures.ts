import { PROGRAMME } from "../src/core/assignment.ts";
import type { Database } from "../src/platform/postgres/database.ts";
import { AT } from "./scene.ts";

/** The period of the report: as long as members were exposed in it. */
const EXPOSED_DAYS = 84;
/** Visits of the four weeks before the first exposures adjust what is measured. */
const VISIT_DAYS = EXPOSED_DAYS + 28;
const VISITS_A_WEEK = 0.5;
const PICKS = 4;

/** Half a visit a member and week, as in a real log; how often each comes is exponential. Stored in the order of time. */
const VISITS = `
  INSERT INTO visit (member_id, started_at, ended_at, acts)
  SELECT member_id, started_at, started_at + interval '9 minutes', 3
  FROM (
    SELECT m.id AS member_id,
      date_trunc('milliseconds', $1::timestamptz - least(${VISIT_DAYS}, extract(epoch FROM $1::timestamptz - m.joined_at) / 86400)
        * random() * interval '1 day') AS started_at
    FROM (SELECT id, joined_at, -ln(1 - random()) * ${(VISIT_DAYS / 7) * VISITS_A_WEEK} AS mean FROM member WHERE role <> 'staff') m
    CROSS JOIN LATERAL generate_series(1, round(m.mean)::int) AS v
  ) drawn
  GROUP BY member_id, started_at
  ORDER BY started_at`;

/** At eight in the morning, most of them when the programme began; one member in ten is held out. */
const EXPOSURES = `
  INSERT INTO exposure (experiment, member_id, unit, arm, phase, rule, digest_id, exposed_at)
  SELECT '${PROGRAMME}', id, external_id, CASE WHEN random() < 0.1 THEN 'held_out' ELSE 'treated' END, 1,
    (ARRAY['weekly-catch-up', 'three-new-in-ten-days', 'seven-days-away'])[1 + floor(random() * 3)::int], id,
    $1::timestamptz - interval '1 day' * greatest(1, least(${EXPOSED_DAYS} - floor(${EXPOSED_DAYS} * power(random(), 3)), floor(extract(epoch FROM $1 - joined_at) / 86400)))
  FROM member
  WHERE role <> 'staff'
  ORDER BY 8, hashint8(id)`;

/** Of what was out at exposure, from the newest eighty: none twice. */
const PICKS_SQL = `
  INSERT INTO pick (member_id, digest_id, position, content_id, kind, score, reason)
  SELECT e.member_id, e.digest_id, n, e.newest - 20 * (n - 1) - floor(random() * 20)::int, 'hot', random(), '{"kind": "recent"}'
  FROM (
    SELECT e.member_id, e.digest_id, e.exposed_at, max(c.id) AS newest
    FROM exposure e JOIN (SELECT exposed_at, (SELECT max(id) FROM content WHERE published_at <= exposed_at) AS id
      FROM (SELECT DISTINCT exposed_at FROM exposure) t) c USING (exposed_at)
    GROUP BY 1, 2, 3
  ) e
  CROSS JOIN generate_series(1, ${PICKS}) AS n
  ORDER BY e.exposed_at, e.member_id, n`;

/** What a report measures: everybody's first exposure, four picks of each, and visits. Answers how many exposures. */
export async function buildExposures(database: Database): Promise<number> {
  await database.transaction(async (transaction) => {
    const run = (text: string, values: unknown[] = []) => transaction.query({ text, values });
    await run("SELECT setseed(0.43)");
    await run("SET LOCAL work_mem = '256MB'");
    await run("SET LOCAL maintenance_work_mem = '512MB'");
    // Without their indexes they fill in a third of the time.
    await run("ALTER TABLE visit DROP CONSTRAINT visit_pkey");
    await run("ALTER TABLE pick DROP CONSTRAINT pick_pkey");
    await run("DROP INDEX pick_member_id_content_id_held_key, pick_content_id_member_id_held_idx");
    await run(VISITS, [AT]);
    await run(EXPOSURES, [AT]);
    await run(PICKS_SQL);
    await run("ALTER TABLE visit ADD CONSTRAINT visit_pkey PRIMARY KEY (member_id, started_at)");
    await run("ALTER TABLE pick ADD CONSTRAINT pick_pkey PRIMARY KEY (member_id, digest_id, position)");
    await run("CREATE UNIQUE INDEX pick_member_id_content_id_held_key ON pick (member_id, content_id) WHERE held");
    await run("CREATE INDEX pick_content_id_member_id_held_idx ON pick (content_id, member_id) WHERE held");
    await run(
      `INSERT INTO experiment_phase (experiment, phase, share, by, opened_at) VALUES ('${PROGRAMME}', 1, 0.1, 'member', $1)`,
      [new Date(AT.getTime() - EXPOSED_DAYS * 86_400_000)],
    );
  });
  await database.query({ text: "VACUUM (ANALYZE) visit, exposure, pick", values: [] });
  const [row] = await database.query<{ exposures: number }>({
    text: "SELECT count(*) AS exposures FROM exposure",
    values: [],
  });
  return row?.exposures ?? 0;
}
