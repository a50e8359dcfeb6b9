import type { Statement } from "../../../core/statement.ts";
import { impliesView, LIVE_REGISTERED, SEES_REPLAY } from "../../../core/tracking/event-names.ts";
import type { ReceivedActivity } from "../../../ingest/ports.ts";
import type { Queryable } from "../database.ts";

/** Who attended a live or saw its replay: rows of `replay_view`, of which the earliest instant stands. */

/**
 * Held together by those who record acts, and by one alone who moves an end: an act that is under way would else be held
 * against an end that is none any more, and be found by nobody.
 */
const ENDS_LOCK = 4_100_606;

export function shareEnds(transaction: Queryable): Promise<unknown> {
  return transaction.query({ text: "SELECT pg_advisory_xact_lock_shared($1)", values: [ENDS_LOCK] });
}

/** An act with the rows that it is about. */
interface PlacedAct {
  readonly standing: { readonly id: number };
  readonly contentId: number | null;
  readonly activity: Pick<ReceivedActivity, "name" | "passive" | "contentId" | "occurredAt">;
}

/** `endsMs`: ends of those contents that have one. */
export async function recordReplays(
  transaction: Queryable,
  acts: readonly PlacedAct[],
  endsMs: ReadonlyMap<number, number>,
): Promise<void> {
  const seen = new Map<string, { memberId: number; contentId: number; ms: number }>();
  for (const { standing, contentId, activity } of acts) {
    if (contentId === null || !impliesView(activity)) continue;
    const memberId = standing.id;
    const ms = activity.occurredAt.getTime();
    if (!SEES_REPLAY.includes(activity.name) && ms < (endsMs.get(contentId) ?? Number.POSITIVE_INFINITY)) continue;
    const key = `${memberId} ${contentId}`;
    const known = seen.get(key);
    if (known === undefined || ms < known.ms) seen.set(key, { memberId, contentId, ms });
  }
  if (seen.size > 0) await transaction.query(upsertReplays([...seen.values()]));
}

function upsertReplays(seen: readonly { memberId: number; contentId: number; ms: number }[]): Statement {
  return {
    text: `INSERT INTO replay_view (member_id, content_id, seen_at)
SELECT r.member_id, r.content_id, to_timestamp(r.ms / 1000.0)
FROM unnest($1::bigint[], $2::bigint[], $3::float8[]) AS r(member_id, content_id, ms) ORDER BY 1, 2
ON CONFLICT (member_id, content_id) DO UPDATE SET seen_at = excluded.seen_at WHERE excluded.seen_at < replay_view.seen_at`,
    values: [seen.map(({ memberId }) => memberId), seen.map(({ contentId }) => contentId), seen.map(({ ms }) => ms)],
  };
}

/** Since when all activities are there; before, what was known of them stays. */
const FROM = "coalesce((SELECT activities_from FROM installation), '-infinity'::timestamptz)";

/**
 * From the activities and views again. `which` narrows contents `c` down; acts are looked for among those of members with
 * a view of the content, each by the way of their own acts.
 */
const replaysAgain = (which: string) => `INSERT INTO replay_view (member_id, content_id, seen_at)
SELECT member_id, content_id, min(at) FROM (
  SELECT v.member_id, v.content_id, a.occurred_at AS at
  FROM content c JOIN view v ON v.content_id = c.id
  JOIN activity a ON a.member_id = v.member_id AND a.occurred_at >= v.first_viewed_at AND a.content_id = v.content_id
  WHERE NOT a.passive AND a.name <> '${LIVE_REGISTERED}'
    AND (a.name IN (${SEES_REPLAY.map((name) => `'${name}'`).join(", ")}) OR a.occurred_at >= c.ends_at)${which}
  UNION ALL
  SELECT v.member_id, v.content_id, v.first_viewed_at FROM content c JOIN view v ON v.content_id = c.id
  WHERE v.first_viewed_at >= c.ends_at${which}
) AS seen GROUP BY member_id, content_id ORDER BY member_id, content_id
ON CONFLICT (member_id, content_id) DO UPDATE SET seen_at = excluded.seen_at WHERE excluded.seen_at < replay_view.seen_at`;

/** Of contents by the site's ids, whose ends have moved. */
export async function moveEnds(transaction: Queryable, externalIds: readonly string[]): Promise<void> {
  await transaction.query({
    text: `DELETE FROM replay_view r USING content c
WHERE c.external_id = ANY ($1::text[]) AND r.content_id = c.id AND r.seen_at >= ${FROM}`,
    values: [externalIds],
  });
  await transaction.query({
    text: replaysAgain(" AND c.external_id = ANY ($1::text[])"),
    values: [externalIds],
  });
}

/** Before an end is moved. */
export function lockEnds(transaction: Queryable): Promise<unknown> {
  return transaction.query({ text: "SELECT pg_advisory_xact_lock($1)", values: [ENDS_LOCK] });
}

export async function recomputeReplays(transaction: Queryable): Promise<void> {
  await transaction.query({ text: `DELETE FROM replay_view WHERE seen_at >= ${FROM}`, values: [] });
  await transaction.query({ text: replaysAgain(""), values: [] });
}
