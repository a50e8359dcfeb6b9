import type { Statement } from "../../../core/statement.ts";
import { LIVE_REGISTERED } from "../../../core/tracking/event-names.ts";
import type { Queryable } from "../database.ts";
import { updateVisitFacts } from "./member-facts.ts";
import { recomputeReplays } from "./replay-views.ts";

const bare = (text: string, values: readonly unknown[] = []): Statement => ({ text, values });

/** Since when all activities are there; before, only what was counted of them. */
const FROM = "coalesce((SELECT activities_from FROM installation), '-infinity'::timestamptz)";

/** Gaps and islands over the members' own acts. Those of a visit that began before, and is kept, count in it already. */
const INSERT_VISITS = `INSERT INTO visit (member_id, started_at, ended_at, acts)
SELECT member_id, min(occurred_at), max(occurred_at), count(*)
FROM (
  SELECT member_id, occurred_at, count(*) FILTER (WHERE opens) OVER (PARTITION BY member_id ORDER BY occurred_at) AS island
  FROM (
    SELECT member_id, occurred_at,
      occurred_at - lag(occurred_at) OVER (PARTITION BY member_id ORDER BY occurred_at) > $1 * interval '1 millisecond' AS opens
    FROM activity a WHERE NOT passive AND occurred_at >= ${FROM} AND NOT EXISTS (
      SELECT FROM visit v WHERE v.member_id = a.member_id AND v.started_at < ${FROM} AND v.ended_at >= a.occurred_at
    )
  ) AS act
) AS numbered
GROUP BY member_id, island`;

const INSERT_VIEWS = `INSERT INTO view (member_id, content_id, first_viewed_at)
SELECT member_id, content_id, min(occurred_at) FROM activity
WHERE NOT passive AND content_id IS NOT NULL AND name <> $1 AND occurred_at >= ${FROM}
GROUP BY member_id, content_id ON CONFLICT DO NOTHING`;

const COUNT_VIEWS = `UPDATE member SET view_count = coalesce(n.views, 0)
FROM member AS m LEFT JOIN (SELECT member_id, count(*) AS views FROM view GROUP BY member_id) AS n ON n.member_id = m.id
WHERE member.id = m.id AND member.view_count <> coalesce(n.views, 0)`;

const SET_JOINED = `UPDATE member SET joined_at = least(member.joined_at, a.first)
FROM (SELECT member_id, min(occurred_at) AS first FROM activity GROUP BY member_id) AS a
WHERE member.id = a.member_id AND member.created_at IS NULL`;

const MEMBERS_AT_ONCE = 20_000;

/** Runs inside one transaction, and keeps everyone else from writing meanwhile. */
export async function recomputeFacts(transaction: Queryable, gapMs: number): Promise<void> {
  await transaction.query(bare("LOCK TABLE member IN EXCLUSIVE MODE"));
  await transaction.query(bare(`DELETE FROM visit WHERE started_at >= ${FROM}`));
  await transaction.query(bare(`DELETE FROM view WHERE first_viewed_at >= ${FROM}`));
  await transaction.query(bare(INSERT_VISITS, [gapMs]));
  await transaction.query(bare(INSERT_VIEWS, [LIVE_REGISTERED]));
  await recomputeReplays(transaction);
  await transaction.query(bare(COUNT_VIEWS));
  await transaction.query(bare(SET_JOINED));
  const members = await transaction.query<{ id: number }>(bare("SELECT id FROM member ORDER BY id"));
  for (let start = 0; start < members.length; start += MEMBERS_AT_ONCE) {
    const ids = members.slice(start, start + MEMBERS_AT_ONCE).map(({ id }) => id);
    await transaction.query(updateVisitFacts(ids));
  }
  const latest = "UPDATE installation SET latest_act_at = (SELECT max(ended_at) FROM visit)";
  await transaction.query(bare(latest));
}
