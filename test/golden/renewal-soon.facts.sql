SELECT m.id AS member_id
FROM member m
WHERE (m.timezone IS NULL OR m.timezone = $2::text)
  AND m.joined_at <= $1::timestamptz
  AND m.role = ANY($3::text[])
  AND (coalesce(m.renewal_at >= $4::timestamptz AND m.renewal_at < $5::timestamptz, false)
    AND NOT (coalesce(m.renewal_at >= $4::timestamptz AND m.renewal_at < $6::timestamptz, false))
    AND NOT (coalesce(m.last_act_at, m.joined_at) < $7::timestamptz))

-- $1 "2026-11-24T07:00:00.000Z"
-- $2 "Europe/Paris"
-- $3 ["member","expert"]
-- $4 "2026-11-23T23:00:00.000Z"
-- $5 "2027-01-07T23:00:00.000Z"
-- $6 "2026-11-30T23:00:00.000Z"
-- $7 "2025-11-24T23:00:00.000Z"
