import { mayOpenSql } from "../../../core/openings.ts";
import { effectiveReadsSql } from "../../../core/rules/reads.ts";
import { notTeamSql } from "../../../core/rules/team-sql.ts";

/** Whom indicators are about. */
const COUNTED = `m.role IN ('member', 'expert') AND ${notTeamSql("$4::text[]")}`;

/** Contents that indicators of the period are about. */
export const PUBLISHED =
  "c.published_at >= $1::timestamptz AND c.published_at < $2 AND (c.open_to IS NULL OR c.opening_id IS NOT NULL)";

/** Of contents of the period, how many of those who could see them did; parameters as below. */
export const CONTENT_VIEWERS = `
viewers AS (
  SELECT v.content_id AS id, count(*) AS viewers
  FROM "view" v
  JOIN content c ON c.id = v.content_id AND c.published_at >= $1::timestamptz AND c.published_at < $2
  JOIN member m ON m.id = v.member_id AND ${COUNTED} AND m.external_id IS DISTINCT FROM c.author_id
    AND (c.language IS NULL OR c.language = ANY(${effectiveReadsSql("m", "$3::text[]")}))
  WHERE v.first_viewed_at < $2 AND ${mayOpenSql("c", "v.member_id")}
  GROUP BY v.content_id
)`;

/**
 * Parameters $1 from, $2 to, $3 languages of the settings, $4 its team. `published`: contents of the period that were open at its end or
 * withdrawn in it; `readers`: how many members could see each (by language and to whom it is open, as known now, without its author); `viewers`: who did.
 * Readers are counted once by opening and set of languages (inlined, they would be counted again for each content: 24 s for 5,000
 * members).
 */
export const CONTENT_CHANCES = `
readers AS MATERIALIZED (
  SELECT NULL::bigint AS opening_id, ${effectiveReadsSql("m", "$3::text[]")} AS reads, count(*) AS members
  FROM member m
  WHERE ${COUNTED} AND m.joined_at < $2::timestamptz
  GROUP BY 2
  UNION ALL
  SELECT w.opening_id, ${effectiveReadsSql("m", "$3::text[]")}, count(*)
  FROM may_open w JOIN member m ON m.id = w.member_id
  WHERE ${COUNTED} AND m.joined_at < $2
  GROUP BY 1, 2
),
published AS MATERIALIZED (
  SELECT c.id, c.external_id, c.title, c.url, c.themes, c.published_at, c.withdrawn_at,
    coalesce((SELECT sum(r.members) FROM readers r
        WHERE r.opening_id IS NOT DISTINCT FROM c.opening_id AND (c.language IS NULL OR c.language = ANY(r.reads))), 0)
      - (SELECT count(*) FROM member m WHERE m.external_id = c.author_id AND ${COUNTED}
          AND m.joined_at < $2 AND ${mayOpenSql("c", "m.id")} AND (c.language IS NULL OR c.language = ANY(${effectiveReadsSql("m", "$3::text[]")}))) AS readers
  FROM content c
  WHERE ${PUBLISHED}
),
${CONTENT_VIEWERS}`;
