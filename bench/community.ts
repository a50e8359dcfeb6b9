import type { Database } from "../src/platform/postgres/database.ts";
import { AT } from "./scene.ts";

const CONTENTS = 3_000;
const CATALOGUE_DAYS = 730;
/** Members draw more views than they keep: some fall on the same content. */
const VIEWS_DRAWN = 19;

/**
 * Joined over three years; three in five came in the last ninety days, one in twenty never. All live in one timezone,
 * a quarter of them by the settings' default: a send moment holds everybody.
 */
const MEMBERS = `
  INSERT INTO member (id, external_id, email, email_hash, name, first_name, last_name, locale, reads, timezone, role,
    company, subscribed, created_at, joined_at, attributes, visit_count, view_count, last_visit_at, last_act_at,
    usual_interval_days, mean_interval_days)
  OVERRIDING SYSTEM VALUE
  SELECT n, 'member-' || n, 'member' || n || '@members.example', sha256(convert_to('member' || n || '@members.example', 'UTF8')),
    'Camille Martin ' || n, 'Camille', 'Martin ' || n,
    (ARRAY['fr-FR', 'en-GB', 'fr', 'en', 'de-DE', NULL])[1 + floor(random() * 6)::int],
    CASE WHEN random() < 0.05 THEN ARRAY[CASE WHEN random() < 0.5 THEN 'fr' ELSE 'en' END] END,
    CASE WHEN random() < 0.75 THEN 'Europe/Paris' END,
    CASE WHEN random() < 0.96 THEN 'member' WHEN random() < 0.75 THEN 'expert' ELSE 'staff' END,
    'company-' || floor(random() * $2 / 20)::int,
    CASE WHEN random() < 0.05 THEN false END,
    joined_at, joined_at, jsonb_build_object('key_account', random() < 0.01, 'plan', 'standard'),
    CASE WHEN drawn = 0 THEN 0 ELSE 1 + drawn / 3 END, drawn,
    CASE WHEN drawn > 0 THEN last_act_at - interval '10 minutes' END, CASE WHEN drawn > 0 THEN last_act_at END,
    7 * random() + 1, 9 * random() + 1
  FROM (
    SELECT n, joined_at, $1::timestamptz - (age * power(random(), 2.5)) * interval '1 day' - interval '20 minutes' AS last_act_at,
      CASE WHEN random() < 0.05 THEN 0 ELSE 1 + floor(-ln(1 - random()) * ${VIEWS_DRAWN})::int END AS drawn
    FROM (
      SELECT n, age, $1::timestamptz - age * interval '1 day' - interval '1 hour' AS joined_at
      FROM (SELECT n, 3 + 1092 * random() AS age FROM generate_series(1, $2::int) AS n) ages
    ) joins
  ) people`;

const CONTENTS_SQL = `
  INSERT INTO content (id, external_id, title, url, summary, themes, language, author_id, published_at, updated_at)
  OVERRIDING SYSTEM VALUE
  SELECT n, 'content-' || n, 'What we learned about subject ' || n, 'https://community.example/contents/' || n,
    'Experience from practice, with the steps that worked, those that did not, and a checklist for subject ' || n || '.',
    ARRAY['theme-' || (1 + floor(20 * power(random(), 1.5))::int)]
      || CASE WHEN random() < 0.5 THEN ARRAY['theme-' || (21 + floor(10 * random())::int)] ELSE '{}' END,
    (ARRAY['fr', 'en', NULL, 'fr', 'en', 'de'])[1 + floor(random() * 5.1)::int],
    'member-' || (1 + floor(random() * $2)::int), published_at, published_at
  FROM (
    SELECT n, $1::timestamptz - (${CATALOGUE_DAYS} - ${CATALOGUE_DAYS} * (n - 0.5) / ${CONTENTS}) * interval '1 day' AS published_at
    FROM generate_series(1, ${CONTENTS}) AS n
  ) dates`;

/**
 * Each view at some time between joining and the last act, more of them late; of what was out by then, the new is read
 * most, and of two the one whose number hashes higher: some contents are popular for good. Stored in the order of time.
 */
const VIEWS = `
  INSERT INTO view (member_id, content_id, first_viewed_at)
  SELECT member_id, content_id, min(viewed_at) AS first_viewed_at
  FROM (
    SELECT member_id, viewed_at,
      CASE WHEN hashint4(one) > hashint4(other) THEN one ELSE other END AS content_id
    FROM (
      SELECT member_id, viewed_at, least(open, 1 + floor(open * (1 - power(random(), 3)))::int) AS one,
        least(open, 1 + floor(open * (1 - power(random(), 3)))::int) AS other
      FROM (
        SELECT member_id, viewed_at,
          floor(${CONTENTS} * (1 - extract(epoch FROM $1::timestamptz - viewed_at)::float8 / 86400 / ${CATALOGUE_DAYS}))::int AS open
        FROM (
          SELECT m.id AS member_id, m.last_act_at - (m.last_act_at - m.joined_at) * power(random(), 2) AS viewed_at
          FROM member m CROSS JOIN LATERAL generate_series(1, m.view_count)
        ) times
      ) moments
      WHERE open > 0
    ) draws
  ) views
  GROUP BY member_id, content_id
  ORDER BY first_viewed_at`;

/** Fills a migrated, empty database, set by set; answers the number of views. The same size gives the same community. */
export async function buildCommunity(database: Database, members: number): Promise<number> {
  await database.transaction(async (transaction) => {
    const run = (text: string, values: unknown[] = []) => transaction.query({ text, values });
    await run("SELECT setseed(0.42)");
    await run("SET LOCAL work_mem = '256MB'");
    await run("SET LOCAL maintenance_work_mem = '512MB'");
    await run(MEMBERS, [AT, members]);
    await run(CONTENTS_SQL, [AT, members]);
    // Without its indexes it fills in a third of the time.
    await run("ALTER TABLE view DROP CONSTRAINT view_pkey");
    await run("DROP INDEX view_content_id_first_viewed_at_member_id_idx");
    await run(VIEWS, [AT]);
    await run(
      "ALTER TABLE view ADD CONSTRAINT view_pkey PRIMARY KEY (member_id, content_id) INCLUDE (first_viewed_at)",
    );
    await run(
      "CREATE INDEX view_content_id_first_viewed_at_member_id_idx ON view (content_id, first_viewed_at, member_id)",
    );
    await run("UPDATE installation SET latest_act_at = (SELECT max(last_act_at) FROM member)");
  });
  await database.query({ text: "VACUUM (ANALYZE)", values: [] });
  await database.query({ text: "CHECKPOINT", values: [] });
  const [row] = await database.query<{ views: number }>({ text: "SELECT count(*) AS views FROM view", values: [] });
  return row?.views ?? 0;
}
