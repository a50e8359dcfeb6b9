import { effectiveReadsSql } from "../../../core/rules/reads.ts";

/**
 * Parameters $1 from, $2 to, $3 languages of the settings. `published`: contents of the period that were open at its end or
 * withdrawn in it; `readers`: how many members could see each (by language, without its author); `viewers`: who did.
 * Readers are counted once by set of languages (inlined, they would be counted again for each content: 24 s for 5,000
 * members).
 */
export const CONTENT_CHANCES = `
readers AS MATERIALIZED (
  SELECT ${effectiveReadsSql("m", "$3::text[]")} AS reads, count(*) AS members
  FROM member m
  WHERE m.role IN ('member', 'expert') AND m.joined_at < $2::timestamptz
  GROUP BY 1
),
published AS MATERIALIZED (
  SELECT c.id, c.external_id, c.title, c.url, c.themes, c.published_at, c.withdrawn_at,
    coalesce((SELECT sum(r.members) FROM readers r WHERE c.language IS NULL OR c.language = ANY(r.reads)), 0)
      - (SELECT count(*) FROM member m WHERE m.external_id = c.author_id AND m.role IN ('member', 'expert')
          AND m.joined_at < $2 AND (c.language IS NULL OR c.language = ANY(${effectiveReadsSql("m", "$3::text[]")}))) AS readers
  FROM content c
  WHERE c.published_at >= $1::timestamptz AND c.published_at < $2 AND c.open_to IS NULL
),
viewers AS (
  SELECT v.content_id AS id, count(*) AS viewers
  FROM "view" v
  JOIN content c ON c.id = v.content_id AND c.published_at >= $1 AND c.published_at < $2
  JOIN member m ON m.id = v.member_id AND m.role IN ('member', 'expert') AND m.external_id IS DISTINCT FROM c.author_id
    AND (c.language IS NULL OR c.language = ANY(${effectiveReadsSql("m", "$3::text[]")}))
  WHERE v.first_viewed_at < $2
  GROUP BY v.content_id
)`;
