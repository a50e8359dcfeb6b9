SELECT m.id AS member_id
FROM member m
WHERE (m.timezone IS NULL OR m.timezone = $2::text)
  AND m.joined_at <= $1::timestamptz
  AND (coalesce(jsonb_typeof((m.attributes -> $3::text)) IN ('boolean', 'string') AND (m.attributes -> $3::text) #>> '{}' = $4::text, false))

-- $1 "2026-11-24T07:00:00.000Z"
-- $2 "Europe/Paris"
-- $3 "key_account"
-- $4 "true"
