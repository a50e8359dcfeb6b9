WITH last_act AS MATERIALIZED (
    SELECT member_id, max(occurred_at) AS ended_at FROM activity
    WHERE NOT passive AND occurred_at <= $1::timestamptz GROUP BY member_id
  ),
  unseen_1_open AS MATERIALIZED (
    SELECT c.id, c.language, c.author_id, c.published_at FROM content c
    WHERE c.published_at <= $1::timestamptz
      AND (c.withdrawn_at IS NULL OR c.withdrawn_at > $1::timestamptz)
      AND c.open_to IS NULL
  ),
  unseen_1_content AS MATERIALIZED (
    SELECT * FROM unseen_1_open ORDER BY published_at DESC, id DESC LIMIT $7::bigint
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
      UNION ALL SELECT o.member_id, o.language FROM unseen_1_own o WHERE NOT EXISTS (SELECT FROM unseen_1_view v WHERE v.member_id = o.member_id AND v.content_id = o.content_id)) s
    GROUP BY member_id
  ),
  unseen_1_open_language AS MATERIALIZED (
    SELECT language, count(*)::int AS n FROM unseen_1_open GROUP BY language
  ),
  unseen_1_rest AS MATERIALIZED (
    SELECT m.id, m.external_id, coalesce(m.reads, array_append($5::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), ''))) AS reads,
      (SELECT coalesce(sum(l.n), 0) FROM unseen_1_open_language l
       WHERE l.language IS NULL OR l.language = ANY(coalesce(m.reads, array_append($5::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), ''))))) AS open
    FROM member m LEFT JOIN unseen_1_seen ON unseen_1_seen.member_id = m.id
    WHERE coalesce(m.timezone, $2::text) = $2::text
  AND m.joined_at <= $1::timestamptz
  AND m.role = ANY($3::text[])
      AND NOT (CASE WHEN (m.reads IS NULL AND coalesce(nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), '') = ANY($5::text[]), true))
      THEN (SELECT coalesce(sum(l.n), 0) FROM unseen_1_language l WHERE l.language IS NULL OR l.language = ANY($5::text[])) - coalesce(unseen_1_seen.common, 0) >= $6::bigint
      ELSE (SELECT coalesce(sum(l.n), 0) FROM unseen_1_language l WHERE l.language IS NULL OR l.language = ANY(coalesce(m.reads, array_append($5::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), '')))))
        - (SELECT count(*) FROM unnest(unseen_1_seen.languages) l WHERE l IS NULL OR l = ANY(coalesce(m.reads, array_append($5::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), ''))))) >= $6::bigint
    END)
  ),
  unseen_1_counted AS MATERIALIZED (
    SELECT * FROM unseen_1_rest WHERE open >= $6::bigint AND (SELECT count(*) FROM unseen_1_open) > $7::bigint
  ),
  unseen_1_whole AS MATERIALIZED (
    SELECT s.member_id, count(*) AS n
    FROM (SELECT v.member_id, v.content_id FROM view v WHERE v.member_id = ANY(ARRAY(SELECT id FROM unseen_1_counted)) AND v.first_viewed_at <= $1::timestamptz
      UNION SELECT r.id, c.id FROM unseen_1_open c JOIN unseen_1_counted r ON r.external_id = c.author_id) s (member_id, content_id)
    JOIN unseen_1_open c ON c.id = s.content_id
    JOIN unseen_1_counted r ON r.id = s.member_id
    WHERE c.language IS NULL OR c.language = ANY(r.reads)
    GROUP BY s.member_id
  ),
  unseen_1_missing AS MATERIALIZED (
    SELECT r.id AS member_id FROM unseen_1_rest r
    WHERE r.id NOT IN (
      SELECT k.id FROM unseen_1_counted k LEFT JOIN unseen_1_whole w ON w.member_id = k.id WHERE k.open - coalesce(w.n, 0) >= $6::bigint)
  )
SELECT m.id AS member_id
FROM member m
LEFT JOIN last_act ON last_act.member_id = m.id
LEFT JOIN unseen_1_missing ON unseen_1_missing.member_id = m.id
WHERE coalesce(m.timezone, $2::text) = $2::text
  AND m.joined_at <= $1::timestamptz
  AND m.role = ANY($3::text[])
  AND (coalesce(last_act.ended_at, m.joined_at) < $4::timestamptz
    AND unseen_1_missing.member_id IS NULL
    AND NOT (coalesce(last_act.ended_at, m.joined_at) < $8::timestamptz))

-- $1 "2026-11-24T07:00:00.000Z"
-- $2 "Europe/Paris"
-- $3 ["member","expert"]
-- $4 "2026-10-25T23:00:00.000Z"
-- $5 ["en","fr"]
-- $6 2
-- $7 300
-- $8 "2025-11-24T23:00:00.000Z"
