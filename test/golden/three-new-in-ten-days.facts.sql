WITH unseen_1_content AS MATERIALIZED (
    SELECT c.id, c.language, c.author_id, c.published_at FROM content c
    WHERE c.published_at <= $1::timestamptz
      AND c.published_at >= $4::timestamptz
      AND (c.withdrawn_at IS NULL OR c.withdrawn_at > $1::timestamptz)
      AND c.open_to IS NULL
  ),
  unseen_1_language AS MATERIALIZED (
    SELECT language, count(*)::int AS n FROM unseen_1_content GROUP BY language
  ),
  unseen_1_view AS MATERIALIZED (
    SELECT v.member_id, v.content_id, c.language FROM unseen_1_content c
    JOIN view v ON v.content_id = c.id AND v.first_viewed_at <= $1::timestamptz
  ),
  unseen_1_own AS MATERIALIZED (
    SELECT a.id AS member_id, c.id AS content_id, c.language FROM unseen_1_content c JOIN member a ON a.external_id = c.author_id
  ),
  unseen_1_seen AS MATERIALIZED (
    SELECT member_id, count(*) FILTER (WHERE language IS NULL OR language = ANY($5::text[])) AS common,
      array_agg(language) AS languages
    FROM (SELECT member_id, language FROM unseen_1_view
      UNION ALL SELECT o.member_id, o.language FROM unseen_1_own o WHERE NOT EXISTS (SELECT FROM unseen_1_view v WHERE v.member_id = o.member_id AND v.content_id = o.content_id)
      UNION ALL SELECT p.member_id, c.language FROM pick p JOIN unseen_1_content c ON c.id = p.content_id
      WHERE p.held AND NOT EXISTS (SELECT FROM unseen_1_view v WHERE v.member_id = p.member_id AND v.content_id = p.content_id)
        AND NOT EXISTS (SELECT FROM unseen_1_own o WHERE o.member_id = p.member_id AND o.content_id = p.content_id)) s
    GROUP BY member_id
  )
SELECT m.id AS member_id
FROM member m
LEFT JOIN unseen_1_seen ON unseen_1_seen.member_id = m.id
WHERE coalesce(m.timezone, $2::text) = $2::text
  AND m.joined_at <= $1::timestamptz
  AND m.role = ANY($3::text[])
  AND (CASE WHEN (m.reads IS NULL AND coalesce(nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), '') = ANY($5::text[]), true))
      THEN (SELECT coalesce(sum(l.n), 0) FROM unseen_1_language l WHERE l.language IS NULL OR l.language = ANY($5::text[])) - coalesce(unseen_1_seen.common, 0) >= $6::bigint
      ELSE (SELECT coalesce(sum(l.n), 0) FROM unseen_1_language l WHERE l.language IS NULL OR l.language = ANY(coalesce(m.reads, array_append($5::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), '')))))
        - (SELECT count(*) FROM unnest(unseen_1_seen.languages) l WHERE l IS NULL OR l = ANY(coalesce(m.reads, array_append($5::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), ''))))) >= $6::bigint
    END
    AND NOT (coalesce(m.last_act_at, m.joined_at) < $7::timestamptz))

-- $1 "2026-11-24T07:00:00.000Z"
-- $2 "Europe/Paris"
-- $3 ["member","expert"]
-- $4 "2026-11-14T23:00:00.000Z"
-- $5 ["en","fr"]
-- $6 3
-- $7 "2026-08-26T22:00:00.000Z"
