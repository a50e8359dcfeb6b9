WITH happened_0 AS MATERIALIZED (
  SELECT 'activity'::text AS kind, a.id AS subject_id, a.occurred_at, a.member_id AS actor_id, a.passive,
    a.content_id, c.language, c.author_id, c.open_to, c.opening_id, c.themes, NULL::timestamptz AS starts_at, a.properties
  FROM activity a LEFT JOIN content c ON c.id = a.content_id
  WHERE a.name = $5
    AND a.occurred_at > $6::timestamptz AND a.occurred_at > (SELECT coalesce((SELECT live_since FROM rule_status WHERE rule = $3), $4::timestamptz))
    AND a.occurred_at <= $1::timestamptz
    AND (a.content_id IS NULL OR (c.id IS NOT NULL AND c.published_at <= $1::timestamptz AND (c.withdrawn_at IS NULL OR c.withdrawn_at > $1::timestamptz)))
),
recipient_0 AS (
  SELECT h.subject_id, h.actor_id AS member_id, 0 AS place, 'member' AS via FROM happened_0 h WHERE h.passive
),
pending_0 AS MATERIALIZED (
  SELECT DISTINCT ON (r.member_id, h.subject_id) r.member_id, h.kind, h.subject_id, h.occurred_at, h.content_id, h.actor_id,
    h.starts_at, r.via
  FROM recipient_0 r
  JOIN happened_0 h USING (subject_id)
  JOIN member m ON m.id = r.member_id
  WHERE (h.passive OR h.actor_id IS DISTINCT FROM r.member_id) AND m.joined_at <= $1::timestamptz
    AND (h.language IS NULL OR h.language = ANY(coalesce(m.reads, array_append($7::text[], nullif(lower(split_part(translate(m.locale, '_', '-'), '-', 1)), '')))))
    AND (h.open_to IS NULL OR EXISTS (
      SELECT FROM may_open w WHERE w.opening_id = h.opening_id AND w.member_id = r.member_id))
    AND NOT EXISTS (
      SELECT FROM told t
      WHERE t.member_id = r.member_id AND t.rule = $8 AND t.kind = h.kind AND t.subject_id = h.subject_id
    )
  ORDER BY r.member_id, h.subject_id, r.place
),
window_0 AS MATERIALIZED (
  SELECT member_id, min(occurred_at) AS opened_at FROM pending_0 GROUP BY member_id HAVING min(occurred_at) <= $1::timestamptz - $2 * interval '1 millisecond'
),
telling_0 AS (
  SELECT p.* FROM pending_0 p JOIN window_0 w USING (member_id)
  WHERE p.occurred_at < w.opened_at + $2 * interval '1 millisecond' OR p.occurred_at <= $1::timestamptz - $2 * interval '1 millisecond'
)
SELECT member_id, kind, subject_id, occurred_at, via
FROM telling_0 JOIN (
SELECT m.id AS member_id
FROM member m
WHERE (m.timezone IS NULL OR m.timezone = $10::text)
  AND m.joined_at <= $9::timestamptz
  AND m.role = ANY($11::text[])
  AND true
) AS audience USING (member_id)
ORDER BY member_id, occurred_at, subject_id

-- $1 "2026-11-24T07:00:00.000Z"
-- $2 600000
-- $3 "messages"
-- $4 "2026-11-24T07:00:00.000Z"
-- $5 "Message Received"
-- $6 "2026-11-23T10:50:00.000Z"
-- $7 ["en","fr"]
-- $8 "messages"
-- $9 "2026-11-24T07:00:00.000Z"
-- $10 "Europe/Paris"
-- $11 ["member","expert"]
