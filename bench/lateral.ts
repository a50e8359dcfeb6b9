import { DAY_MS } from "../src/core/calendar.ts";
import type { Candidates } from "../src/core/picks/candidates.ts";
import {
  HOT_AFFINITY_WEIGHT,
  TASTE_PRIOR_VIEWS,
  UNKNOWN_TASTE_AFFINITY,
  viewWeight,
} from "../src/core/picks/scores.ts";
import type { Statement } from "../src/core/statement.ts";
import type { Database } from "../src/platform/postgres/database.ts";
import { AT } from "./scene.ts";

const OLDEST_VIEW_DAYS = 1000;

const TABLES = [
  "CREATE TABLE candidate (content_id bigint, hot boolean, base float8, language text, author_id text)",
  "CREATE TABLE candidate_theme (theme int, content_id bigint, hot boolean, base float8, language text, author_id text)",
  "CREATE TABLE content_theme (content_id bigint, theme int, PRIMARY KEY (content_id, theme))",
];
const INDEXES = [
  "CREATE INDEX ON candidate (hot, base DESC, content_id) INCLUDE (language, author_id)",
  "CREATE INDEX ON candidate_theme (theme, hot, base DESC, content_id) INCLUDE (language, author_id)",
  "VACUUM (ANALYZE) candidate, candidate_theme, content_theme",
];

/** Puts into tables what `choosePicks` finds in its arrays: the candidates, sorted by base, whole and by theme. */
export async function storeCandidates(database: Database, candidates: Candidates): Promise<void> {
  const { contents, themeStart, themeOf, base } = candidates;
  const themesAt = (index: number) => [...themeOf.subarray(themeStart[index], themeStart[index + 1])];
  const open = [...candidates.hot, ...candidates.cold];
  const columns = (indexes: readonly number[]) => [
    indexes.map((index) => contents[index]?.id),
    indexes.map((index) => candidates.isHot[index] === 1),
    indexes.map((index) => base[index]),
    indexes.map((index) => contents[index]?.language),
    indexes.map((index) => contents[index]?.authorId),
  ];
  const themed = open.flatMap((index) => themesAt(index).map((theme) => ({ index, theme })));
  const known = contents.flatMap(({ id }, index) => themesAt(index).map((theme) => ({ id, theme })));
  for (const text of TABLES) await database.query({ text, values: [] });
  await database.query({
    text: "INSERT INTO candidate SELECT * FROM unnest($1::bigint[], $2::boolean[], $3::float8[], $4::text[], $5::text[])",
    values: columns(open),
  });
  await database.query({
    text: "INSERT INTO candidate_theme SELECT * FROM unnest($1::int[], $2::bigint[], $3::boolean[], $4::float8[], $5::text[], $6::text[])",
    values: [themed.map(({ theme }) => theme), ...columns(themed.map(({ index }) => index))],
  });
  await database.query({
    text: "INSERT INTO content_theme SELECT * FROM unnest($1::bigint[], $2::int[])",
    values: [known.map(({ id }) => id), known.map(({ theme }) => theme)],
  });
  for (const text of INDEXES) await database.query({ text, values: [] });
}

export async function dropCandidates(database: Database): Promise<void> {
  await database.query({ text: "DROP TABLE IF EXISTS candidate, candidate_theme, content_theme", values: [] });
}

/**
 * The best contents of each member in one statement, by the score of `choosePicks` without its diversity: the first few
 * of each theme that the member reads, by index, are all that can win. Rows of member, content, kind and score.
 */
export function lateralPicks(
  memberIds: readonly number[],
  languages: readonly string[],
  quota: { readonly hot: number; readonly cold: number },
): Statement {
  const weights = Array.from({ length: OLDEST_VIEW_DAYS + 1 }, (_, age) => viewWeight(age));
  const isOpen = `(c.language IS NULL OR c.language = ANY(r.reads)) AND c.author_id IS DISTINCT FROM r.external_id
          AND NOT EXISTS (SELECT FROM viewed v WHERE v.content_id = c.content_id)
          AND NOT EXISTS (SELECT FROM pick p WHERE p.held AND p.member_id = r.id AND p.content_id = c.content_id)`;
  const first = (table: string, where: string, limit: number) =>
    `(SELECT c.content_id, c.base FROM ${table} c WHERE ${where} AND ${isOpen} ORDER BY c.base DESC, c.content_id LIMIT ${limit})`;
  const text = `
SELECT r.id AS "memberId", p."contentId", p.kind, p.score
FROM (
  SELECT id, external_id, coalesce(reads, array_append($2::text[], nullif(lower(split_part(translate(locale, '_', '-'), '-', 1)), ''))) AS reads
  FROM member WHERE id = ANY($1::bigint[])
) r
CROSS JOIN LATERAL (
  WITH viewed AS MATERIALIZED (
    SELECT content_id, ($3::float8[])[1 + least(${OLDEST_VIEW_DAYS}, greatest(0, $4::int - floor(extract(epoch FROM first_viewed_at)::float8 / 86400)::int))] AS weight
    FROM view WHERE member_id = r.id AND first_viewed_at <= $5::timestamptz
  ), taste AS MATERIALIZED (
    SELECT t.theme, sum(v.weight) / (SELECT ${TASTE_PRIOR_VIEWS} + sum(weight) FROM viewed) AS affinity
    FROM viewed v JOIN content_theme t USING (content_id) GROUP BY t.theme
  )
  (SELECT content_id AS "contentId", 'hot' AS kind, max(score) AS score FROM (
      SELECT x.content_id, x.base AS score FROM ${first("candidate", "c.hot", quota.hot)} x
      UNION ALL
      SELECT x.content_id, x.base * (1 + ${HOT_AFFINITY_WEIGHT} * t.affinity)
      FROM taste t CROSS JOIN LATERAL ${first("candidate_theme", "c.theme = t.theme AND c.hot", quota.hot)} x
    ) h GROUP BY content_id ORDER BY score DESC, content_id LIMIT ${quota.hot})
  UNION ALL
  (SELECT content_id, 'cold', max(score) AS score FROM (
      SELECT x.content_id, x.base * t.affinity AS score
      FROM taste t CROSS JOIN LATERAL ${first("candidate_theme", "c.theme = t.theme AND NOT c.hot", quota.cold)} x
      UNION ALL
      SELECT x.content_id, x.base * ${UNKNOWN_TASTE_AFFINITY} FROM ${first("candidate", "NOT c.hot AND NOT EXISTS (SELECT FROM taste)", quota.cold)} x
    ) k GROUP BY content_id ORDER BY score DESC, content_id LIMIT ${quota.cold})
) p`;
  return { text, values: [memberIds, languages, weights, Math.floor(AT.getTime() / DAY_MS), AT] };
}
