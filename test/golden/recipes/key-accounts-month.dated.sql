WITH views_1 AS MATERIALIZED (
    SELECT v.member_id, count(*) AS n FROM view v
    WHERE v.first_viewed_at <= $1::timestamptz
      AND v.first_viewed_at >= $12::timestamptz
    GROUP BY v.member_id
  ),
  unseen_1_catalogue AS MATERIALIZED (
    SELECT c.id, c.author_id, c.published_at, c.language,
      CASE WHEN c.language IS NULL THEN 0 ELSE coalesce(array_position($15::text[], c.language), -1) END AS tongue,
      (c.replay_url IS NOT NULL AND c.ends_at IS NOT NULL AND c.ends_at <= $1::timestamptz) AS is_replay
    FROM content c
    WHERE c.published_at <= $1::timestamptz
      AND (c.withdrawn_at IS NULL OR c.withdrawn_at > $1::timestamptz)
      AND c.open_to IS NULL
      AND (c.type NOT IN ('live', 'event') OR c.replay_url IS NOT NULL OR coalesce(c.ends_at, c.starts_at) IS NULL OR coalesce(c.ends_at, c.starts_at) > $1::timestamptz)
  ),
  unseen_1_content AS MATERIALIZED (
    SELECT * FROM unseen_1_catalogue ORDER BY published_at DESC, id DESC LIMIT $14::bigint
  ),
  unseen_1_open AS MATERIALIZED (
    SELECT tongue, language, count(*)::int AS n FROM unseen_1_content GROUP BY tongue, language
  ),
  unseen_1_foreign AS MATERIALIZED (
    SELECT * FROM unseen_1_content WHERE tongue = -1
  ),
  unseen_1_seen AS MATERIALIZED (
    SELECT member_id, count(*) FILTER (WHERE tongue = 0) AS seen_0, count(*) FILTER (WHERE tongue = 1) AS seen_1, count(*) FILTER (WHERE tongue = 2) AS seen_2
    FROM (SELECT v.member_id, c.tongue, c.language FROM unseen_1_content c
      JOIN view v ON v.content_id = c.id AND v.first_viewed_at <= $1::timestamptz WHERE NOT c.is_replay
      UNION ALL SELECT v.member_id, c.tongue, c.language FROM unseen_1_content c
      JOIN replay_view v ON v.content_id = c.id AND v.seen_at <= $1::timestamptz WHERE c.is_replay
      UNION ALL SELECT a.id, c.tongue, c.language FROM unseen_1_content c
      JOIN member a ON a.external_id = c.author_id WHERE NOT EXISTS (SELECT FROM view v WHERE v.member_id = a.id AND v.content_id = c.id AND v.first_viewed_at <= $1::timestamptz AND NOT c.is_replay)
        AND NOT EXISTS (SELECT FROM replay_view v WHERE v.member_id = a.id AND v.content_id = c.id AND v.seen_at <= $1::timestamptz AND c.is_replay)) s
    GROUP BY member_id
  ),
  unseen_1_seen_foreign AS MATERIALIZED (
    SELECT s.member_id, count(*) AS n
    FROM (SELECT v.member_id, c.tongue, c.language FROM unseen_1_foreign c
      JOIN view v ON v.content_id = c.id AND v.first_viewed_at <= $1::timestamptz WHERE NOT c.is_replay
      UNION ALL SELECT v.member_id, c.tongue, c.language FROM unseen_1_foreign c
      JOIN replay_view v ON v.content_id = c.id AND v.seen_at <= $1::timestamptz WHERE c.is_replay
      UNION ALL SELECT a.id, c.tongue, c.language FROM unseen_1_foreign c
      JOIN member a ON a.external_id = c.author_id WHERE NOT EXISTS (SELECT FROM view v WHERE v.member_id = a.id AND v.content_id = c.id AND v.first_viewed_at <= $1::timestamptz AND NOT c.is_replay)
        AND NOT EXISTS (SELECT FROM replay_view v WHERE v.member_id = a.id AND v.content_id = c.id AND v.seen_at <= $1::timestamptz AND c.is_replay)) s JOIN member m ON m.id = s.member_id
    WHERE s.language = ANY(coalesce(m.reads, array_append($15::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), ''))))
    GROUP BY s.member_id
  ),
  unseen_1_catalogue_open AS MATERIALIZED (
    SELECT tongue, language, count(*)::int AS n FROM unseen_1_catalogue GROUP BY tongue, language
  ),
  few_1_rest AS MATERIALIZED (
    SELECT m.id, m.external_id, coalesce(m.reads, array_append($15::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), ''))) AS reads,
      (SELECT coalesce(sum(o.n), 0) FROM unseen_1_catalogue_open o WHERE o.language IS NULL OR o.language = ANY(coalesce(m.reads, array_append($15::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), ''))))) AS open
    FROM member m
    LEFT JOIN unseen_1_seen ON unseen_1_seen.member_id = m.id
    LEFT JOIN unseen_1_seen_foreign ON unseen_1_seen_foreign.member_id = m.id
    WHERE (m.timezone IS NULL OR m.timezone = $2::text)
  AND m.joined_at <= $1::timestamptz
  AND m.role = ANY($3::text[])
      AND ((SELECT coalesce(sum(o.n), 0) FROM unseen_1_open o WHERE o.tongue = 0) - coalesce(unseen_1_seen.seen_0, 0)
      + CASE WHEN m.reads IS NULL OR $16::text = ANY(m.reads) THEN (SELECT coalesce(sum(o.n), 0) FROM unseen_1_open o WHERE o.tongue = 1) - coalesce(unseen_1_seen.seen_1, 0) ELSE 0 END
      + CASE WHEN m.reads IS NULL OR $17::text = ANY(m.reads) THEN (SELECT coalesce(sum(o.n), 0) FROM unseen_1_open o WHERE o.tongue = 2) - coalesce(unseen_1_seen.seen_2, 0) ELSE 0 END
      + CASE WHEN EXISTS (SELECT FROM unseen_1_foreign) THEN
        (SELECT coalesce(sum(o.n), 0) FROM unseen_1_open o
         WHERE o.tongue = -1 AND o.language = ANY(coalesce(m.reads, array_append($15::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), '')))))
        - coalesce(unseen_1_seen_foreign.n, 0) ELSE 0 END) < $13::bigint
  ),
  few_1_counted AS MATERIALIZED (
    SELECT * FROM few_1_rest WHERE open >= $13::bigint AND (SELECT count(*) FROM unseen_1_catalogue) > $14::bigint
  ),
  few_1_whole AS MATERIALIZED (
    SELECT s.member_id, count(*) AS n
    FROM (SELECT v.member_id, v.content_id FROM view v WHERE v.member_id = ANY(ARRAY(SELECT id FROM few_1_counted)) AND v.first_viewed_at <= $1::timestamptz
        AND v.content_id NOT IN (SELECT id FROM unseen_1_catalogue WHERE is_replay)
      UNION SELECT v.member_id, v.content_id FROM unseen_1_catalogue c JOIN replay_view v ON v.content_id = c.id AND v.seen_at <= $1::timestamptz
      WHERE c.is_replay AND v.member_id = ANY(ARRAY(SELECT id FROM few_1_counted))
      UNION SELECT k.id, c.id FROM unseen_1_catalogue c JOIN few_1_counted k ON k.external_id = c.author_id) s (member_id, content_id)
    JOIN unseen_1_catalogue c ON c.id = s.content_id
    JOIN few_1_counted k ON k.id = s.member_id
    WHERE c.language IS NULL OR c.language = ANY(k.reads)
    GROUP BY s.member_id
  ),
  few_1_missing AS MATERIALIZED (
    SELECT r.id AS member_id FROM few_1_rest r WHERE r.id NOT IN (
      SELECT k.id FROM few_1_counted k LEFT JOIN few_1_whole w ON w.member_id = k.id
      WHERE k.open - coalesce(w.n, 0) >= $13::bigint)
  )
SELECT m.id AS member_id
FROM member m
LEFT JOIN views_1 ON views_1.member_id = m.id
LEFT JOIN few_1_missing ON few_1_missing.member_id = m.id
WHERE (m.timezone IS NULL OR m.timezone = $2::text)
  AND m.joined_at <= $1::timestamptz
  AND m.role = ANY($3::text[])
  AND ((coalesce(jsonb_typeof((m.attributes -> $4::text)) IN ('boolean', 'string') AND (m.attributes -> $4::text) #>> '{}' = $5::text, false))
    AND (coalesce(CASE WHEN jsonb_typeof(coalesce(m.attributes #> $7::text[], m.attributes -> $6::text)) = 'number' THEN (coalesce(m.attributes #> $7::text[], m.attributes -> $6::text))::numeric
      WHEN jsonb_typeof(coalesce(m.attributes #> $7::text[], m.attributes -> $6::text)) = 'string' AND (coalesce(m.attributes #> $7::text[], m.attributes -> $6::text) #>> '{}') ~ '^-?[0-9]{1,12}(\.[0-9]{1,6})?$' THEN (coalesce(m.attributes #> $7::text[], m.attributes -> $6::text) #>> '{}')::numeric END > $8::numeric, false) AND (coalesce((jsonb_typeof((m.attributes -> $9::text)) = 'string' AND (m.attributes -> $9::text) #>> '{}' = $10::text), false) OR coalesce((jsonb_typeof((m.attributes -> $9::text)) = 'string' AND (m.attributes -> $9::text) #>> '{}' = $11::text), false)))
    AND (coalesce(views_1.n, 0) <= $13::bigint)
    AND few_1_missing.member_id IS NULL)

-- $1 "2026-11-24T07:00:00.000Z"
-- $2 "Europe/Paris"
-- $3 ["member","expert"]
-- $4 "key_account"
-- $5 "true"
-- $6 "company.size"
-- $7 ["company","size"]
-- $8 "50"
-- $9 "plan"
-- $10 "premium"
-- $11 "enterprise"
-- $12 "2026-10-25T23:00:00.000Z"
-- $13 3
-- $14 100
-- $15 ["en","fr"]
-- $16 "en"
-- $17 "fr"
