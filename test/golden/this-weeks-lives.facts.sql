WITH live_1 AS MATERIALIZED (
    SELECT DISTINCT c.language FROM content c
    WHERE c.type = 'live' AND c.open_to IS NULL AND c.published_at <= $1::timestamptz
      AND (c.withdrawn_at IS NULL OR c.withdrawn_at > $1::timestamptz)
      AND c.starts_at > $1::timestamptz AND c.starts_at < $4::timestamptz
  )
SELECT m.id AS member_id
FROM member m
WHERE (m.timezone IS NULL OR m.timezone = $2::text)
  AND m.joined_at <= $1::timestamptz
  AND m.role = ANY($3::text[])
  AND (EXISTS (SELECT FROM live_1 l WHERE l.language IS NULL OR l.language = ANY(coalesce(m.reads, array_append($5::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), '')))))
    AND NOT (coalesce(m.last_act_at, m.joined_at) < $6::timestamptz))

-- $1 "2026-11-24T07:00:00.000Z"
-- $2 "Europe/Paris"
-- $3 ["member","expert"]
-- $4 "2026-11-30T23:00:00.000Z"
-- $5 ["en","fr"]
-- $6 "2026-05-28T22:00:00.000Z"
