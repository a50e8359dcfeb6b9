WITH visits_1 AS MATERIALIZED (
    SELECT member_id, count(*) AS n FROM visit
    WHERE started_at <= $1::timestamptz AND started_at >= $4::timestamptz GROUP BY member_id
  ),
  last_act_1 AS MATERIALIZED (
    SELECT member_id, max(occurred_at) AS ended_at FROM activity
    WHERE NOT passive AND occurred_at <= $1::timestamptz GROUP BY member_id
  ),
  unseen_1_content AS MATERIALIZED (
    SELECT c.id, c.author_id, c.published_at, c.language,
      CASE WHEN c.language IS NULL THEN 0 ELSE coalesce(array_position($8::text[], c.language), -1) END AS tongue,
      (c.replay_url IS NOT NULL AND c.ends_at IS NOT NULL AND c.ends_at <= $1::timestamptz) AS is_replay
    FROM content c
    WHERE c.published_at <= $1::timestamptz
      AND (c.published_at >= $7::timestamptz OR (c.ends_at >= $7::timestamptz AND c.ends_at <= $1::timestamptz AND c.replay_url IS NOT NULL))
      AND (c.withdrawn_at IS NULL OR c.withdrawn_at > $1::timestamptz)
      AND c.open_to IS NULL
      AND (c.type NOT IN ('live', 'event') OR c.replay_url IS NOT NULL OR coalesce(c.ends_at, c.starts_at) IS NULL OR coalesce(c.ends_at, c.starts_at) > $1::timestamptz)
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
    WHERE s.language = ANY(coalesce(m.reads, array_append($8::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), ''))))
    GROUP BY s.member_id
  )
SELECT m.id AS member_id
FROM member m
LEFT JOIN visits_1 ON visits_1.member_id = m.id
LEFT JOIN last_act_1 ON last_act_1.member_id = m.id
LEFT JOIN unseen_1_seen ON unseen_1_seen.member_id = m.id
LEFT JOIN unseen_1_seen_foreign ON unseen_1_seen_foreign.member_id = m.id
WHERE (m.timezone IS NULL OR m.timezone = $2::text)
  AND m.joined_at <= $1::timestamptz
  AND m.role = ANY($3::text[])
  AND ((coalesce(visits_1.n, 0) >= $5::bigint)
    AND NOT (coalesce(last_act_1.ended_at >= $6::timestamptz, false))
    AND ((SELECT coalesce(sum(o.n), 0) FROM unseen_1_open o WHERE o.tongue = 0) - coalesce(unseen_1_seen.seen_0, 0)
      + CASE WHEN m.reads IS NULL OR $9::text = ANY(m.reads) THEN (SELECT coalesce(sum(o.n), 0) FROM unseen_1_open o WHERE o.tongue = 1) - coalesce(unseen_1_seen.seen_1, 0) ELSE 0 END
      + CASE WHEN m.reads IS NULL OR $10::text = ANY(m.reads) THEN (SELECT coalesce(sum(o.n), 0) FROM unseen_1_open o WHERE o.tongue = 2) - coalesce(unseen_1_seen.seen_2, 0) ELSE 0 END
      + CASE WHEN EXISTS (SELECT FROM unseen_1_foreign) THEN
        (SELECT coalesce(sum(o.n), 0) FROM unseen_1_open o
         WHERE o.tongue = -1 AND o.language = ANY(coalesce(m.reads, array_append($8::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), '')))))
        - coalesce(unseen_1_seen_foreign.n, 0) ELSE 0 END) >= $11::bigint)

-- $1 "2026-11-24T07:00:00.000Z"
-- $2 "Europe/Paris"
-- $3 ["member","expert"]
-- $4 "2026-10-25T23:00:00.000Z"
-- $5 2
-- $6 "2026-11-22T23:00:00.000Z"
-- $7 "2026-11-10T23:00:00.000Z"
-- $8 ["en","fr"]
-- $9 "en"
-- $10 "fr"
-- $11 3
