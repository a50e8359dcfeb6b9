WITH unseen_1_catalogue AS MATERIALIZED (
    SELECT c.id, c.author_id, c.published_at, c.language,
      CASE WHEN c.language IS NULL THEN 0 ELSE coalesce(array_position($10::text[], c.language), -1) END AS tongue,
      (c.replay_url IS NOT NULL AND c.ends_at IS NOT NULL AND c.ends_at <= $1::timestamptz) AS is_replay
    FROM content c
    WHERE c.published_at <= $1::timestamptz
      AND (c.withdrawn_at IS NULL OR c.withdrawn_at > $1::timestamptz)
      AND c.open_to IS NULL
      AND (c.type NOT IN ('live', 'event') OR c.replay_url IS NOT NULL OR coalesce(c.ends_at, c.starts_at) IS NULL OR coalesce(c.ends_at, c.starts_at) > $1::timestamptz)
  ),
  unseen_1_content AS MATERIALIZED (
    SELECT * FROM unseen_1_catalogue ORDER BY published_at DESC, id DESC LIMIT $9::bigint
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
    WHERE s.language = ANY(coalesce(m.reads, array_append($10::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), ''))))
    GROUP BY s.member_id
  ),
  unseen_1_catalogue_open AS MATERIALIZED (
    SELECT tongue, language, count(*)::int AS n FROM unseen_1_catalogue GROUP BY tongue, language
  ),
  few_1_rest AS MATERIALIZED (
    SELECT m.id, m.external_id, coalesce(m.reads, array_append($10::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), ''))) AS reads,
      (SELECT coalesce(sum(o.n), 0) FROM unseen_1_catalogue_open o WHERE o.language IS NULL OR o.language = ANY(coalesce(m.reads, array_append($10::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), ''))))) AS open
    FROM member m
    LEFT JOIN unseen_1_seen ON unseen_1_seen.member_id = m.id
    LEFT JOIN unseen_1_seen_foreign ON unseen_1_seen_foreign.member_id = m.id
    WHERE (m.timezone IS NULL OR m.timezone = $2::text)
  AND m.joined_at <= $1::timestamptz
  AND m.role = ANY($3::text[])
      AND ((SELECT coalesce(sum(o.n), 0) FROM unseen_1_open o WHERE o.tongue = 0) - coalesce(unseen_1_seen.seen_0, 0)
      + CASE WHEN m.reads IS NULL OR $11::text = ANY(m.reads) THEN (SELECT coalesce(sum(o.n), 0) FROM unseen_1_open o WHERE o.tongue = 1) - coalesce(unseen_1_seen.seen_1, 0) ELSE 0 END
      + CASE WHEN m.reads IS NULL OR $12::text = ANY(m.reads) THEN (SELECT coalesce(sum(o.n), 0) FROM unseen_1_open o WHERE o.tongue = 2) - coalesce(unseen_1_seen.seen_2, 0) ELSE 0 END
      + CASE WHEN EXISTS (SELECT FROM unseen_1_foreign) THEN
        (SELECT coalesce(sum(o.n), 0) FROM unseen_1_open o
         WHERE o.tongue = -1 AND o.language = ANY(coalesce(m.reads, array_append($10::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), '')))))
        - coalesce(unseen_1_seen_foreign.n, 0) ELSE 0 END) < $8::bigint
  ),
  few_1_counted AS MATERIALIZED (
    SELECT * FROM few_1_rest WHERE open >= $8::bigint AND (SELECT count(*) FROM unseen_1_catalogue) > $9::bigint
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
      WHERE k.open - coalesce(w.n, 0) >= $8::bigint)
  )
SELECT m.id AS member_id
FROM member m
LEFT JOIN few_1_missing ON few_1_missing.member_id = m.id
WHERE (m.timezone IS NULL OR m.timezone = $2::text)
  AND m.joined_at <= $1::timestamptz
  AND m.role = ANY($3::text[])
  AND (coalesce(m.renewal_at >= $4::timestamptz AND m.renewal_at < $5::timestamptz, false)
    AND coalesce((extract(epoch FROM $1::timestamptz - m.last_act_at) * 1000)::float8 > $6::double precision * CASE WHEN m.visit_count > 3 THEN round(m.usual_interval_days * 172800000) / 2 ELSE $7::double precision END, false)
    AND few_1_missing.member_id IS NULL)

-- $1 "2026-11-24T07:00:00.000Z"
-- $2 "Europe/Paris"
-- $3 ["member","expert"]
-- $4 "2026-11-23T23:00:00.000Z"
-- $5 "2027-01-07T23:00:00.000Z"
-- $6 2
-- $7 345600000
-- $8 3
-- $9 100
-- $10 ["en","fr"]
-- $11 "en"
-- $12 "fr"
