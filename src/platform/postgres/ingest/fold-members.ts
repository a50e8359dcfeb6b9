import type { Queryable } from "../database.ts";

/** The member's own word first, then that of the ids that were never replaced. */
const ORDER = `ORDER BY m.id = s.to_id DESC, m.superseded, m.external_id COLLATE "C"`;
const first = (column: string) => `(array_agg(m.${column} ${ORDER}) FILTER (WHERE m.${column} IS NOT NULL))[1]`;
/** A no wins, the latest of several. */
const consent = (column: string) =>
  `(array_agg(m.${column} ORDER BY m.subscribed NULLS LAST, m.consent_at DESC NULLS LAST, m.id))[1]`;

const KEPT = ["email", "name", "first_name", "last_name", "locale", "reads", "timezone", "company", "renewal_at"];

/** `reads` is an array, and arrays of arrays of several lengths there are none. */
const kept = (column: string) =>
  column === "reads"
    ? `(SELECT reads FROM member WHERE id = (array_agg(m.id ${ORDER}) FILTER (WHERE m.reads IS NOT NULL))[1])`
    : first(column);

const FOLD = `WITH side AS (
  SELECT * FROM unnest($1::bigint[], $2::bigint[]) AS pair(id, to_id) UNION SELECT t, t FROM unnest($2::bigint[]) AS t
), traits AS (
  SELECT to_id, jsonb_object_agg(key, value) AS attributes FROM (
    SELECT DISTINCT ON (s.to_id, e.key) s.to_id, e.key, e.value
    FROM side s JOIN member m ON m.id = s.id CROSS JOIN LATERAL jsonb_each(m.attributes) AS e
    ORDER BY s.to_id, e.key, m.id = s.to_id DESC, m.superseded, m.external_id COLLATE "C"
  ) AS trait GROUP BY to_id
), folded AS (
  SELECT s.to_id, ${KEPT.map((column) => `${kept(column)} AS ${column}`).join(", ")},
    (array_agg(m.email_hash ${ORDER}) FILTER (WHERE m.email IS NOT NULL))[1] AS email_hash,
    coalesce((array_agg(m.role ${ORDER}) FILTER (WHERE m.role NOT IN ('member', 'anonymous', 'merged')))[1], 'member') AS role,
    bool_and(m.subscribed) AS subscribed, ${consent("consent_at")} AS consent_at, ${consent("consent_source")} AS consent_source,
    min(m.created_at) AS created_at, min(m.joined_at) AS joined_at
  FROM side s JOIN member m ON m.id = s.id GROUP BY s.to_id
)
UPDATE member SET ${[...KEPT, "email_hash", "role", "subscribed", "consent_at", "consent_source", "created_at"]
  .map((column) => `${column} = f.${column}`)
  .join(", ")},
  joined_at = coalesce(f.created_at, f.joined_at), attributes = coalesce(t.attributes, '{}'), merged_into = NULL
FROM folded f LEFT JOIN traits t USING (to_id) WHERE member.id = f.to_id`;

/** What is left of an id that somebody went by: where what comes under it goes. Those that led there lead on. */
const LEAVE_BEHIND = `UPDATE member SET merged_into = pair.to_id, role = 'merged',
  ${[
    ...KEPT,
    "email_hash",
    "subscribed",
    "consent_at",
    "consent_source",
    "created_at",
    "stated_at",
    "stated",
    "first_visit_at",
    "last_visit_at",
    "last_act_at",
  ]
    .map((column) => `${column} = NULL`)
    .join(", ")},
  usual_interval_days = NULL, mean_interval_days = NULL, interval_trend = NULL, visit_count = 0, visit_days = 0, view_count = 0, attributes = '{}'
FROM unnest($1::bigint[], $2::bigint[]) AS pair(from_id, to_id)
WHERE (member.id = pair.from_id OR member.merged_into = pair.from_id) AND member.id <> pair.to_id`;

/** Makes one member of several, by what the site says of each; the others only lead to it afterwards. */
export async function foldMembers(
  transaction: Queryable,
  froms: readonly number[],
  tos: readonly number[],
): Promise<void> {
  const values = [froms, tos];
  await transaction.query({ text: FOLD, values });
  await transaction.query({ text: LEAVE_BEHIND, values });
}
