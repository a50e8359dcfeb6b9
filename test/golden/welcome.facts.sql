SELECT m.id AS member_id
FROM member m
WHERE (m.timezone IS NULL OR m.timezone = $2::text)
  AND m.joined_at <= $1::timestamptz
  AND m.role = ANY($3::text[])
  AND (m.joined_at >= $4::timestamptz AND m.joined_at <= $1::timestamptz)

-- $1 "2026-11-24T07:00:00.000Z"
-- $2 "Europe/Paris"
-- $3 ["member","expert"]
-- $4 "2026-11-22T23:00:00.000Z"
