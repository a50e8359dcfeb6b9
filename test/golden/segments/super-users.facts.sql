WITH did_1 AS MATERIALIZED (
    SELECT member_id, count(*) AS n FROM activity
    WHERE name = ANY($4::text[]) AND occurred_at <= $1::timestamptz AND occurred_at >= $3::timestamptz
    GROUP BY member_id
  )
SELECT m.id AS member_id
FROM member m
LEFT JOIN did_1 ON did_1.member_id = m.id
WHERE (m.timezone IS NULL OR m.timezone = $2::text)
  AND m.joined_at <= $1::timestamptz
  AND (coalesce(did_1.n, 0) >= $5::bigint)

-- $1 "2026-11-24T07:00:00.000Z"
-- $2 "Europe/Paris"
-- $3 "2026-08-26T22:00:00.000Z"
-- $4 ["Comment Created","Feedback Raised","Question Answered","Solution Accepted"]
-- $5 12
