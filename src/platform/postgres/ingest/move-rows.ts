import type { Queryable } from "../database.ts";
import { foldMembers } from "./fold-members.ts";
import { updateVisitFacts } from "./member-facts.ts";
import { moveChoices } from "./move-choices.ts";
import { type Move, moveDigests, TABLES_OF_DIGESTS } from "./move-digests.ts";

const bare = (text: string, values: readonly unknown[] = []) => ({ text, values });

const PAIRS = "unnest($1::bigint[], $2::bigint[]) AS pair(from_id, to_id)";

/** A member may have seen a content under both ids: the earlier time is the first. */
const MOVE_VIEWS = `WITH gone AS (
  DELETE FROM view v USING ${PAIRS} WHERE v.member_id = pair.from_id RETURNING pair.to_id, v.content_id, v.first_viewed_at
)
INSERT INTO view (member_id, content_id, first_viewed_at)
SELECT to_id, content_id, min(first_viewed_at) FROM gone GROUP BY to_id, content_id ORDER BY to_id, content_id
ON CONFLICT (member_id, content_id) DO UPDATE SET first_viewed_at = least(view.first_viewed_at, excluded.first_viewed_at)`;

const MOVE_REPLAYS = `WITH gone AS (
  DELETE FROM replay_view v USING ${PAIRS} WHERE v.member_id = pair.from_id RETURNING pair.to_id, v.content_id, v.seen_at
)
INSERT INTO replay_view (member_id, content_id, seen_at)
SELECT to_id, content_id, min(seen_at) FROM gone GROUP BY to_id, content_id ORDER BY to_id, content_id
ON CONFLICT (member_id, content_id) DO UPDATE SET seen_at = least(replay_view.seen_at, excluded.seen_at)`;

const COUNT_VIEWS = `UPDATE member SET view_count = (SELECT count(*) FROM view WHERE view.member_id = member.id)
WHERE id = ANY ($1::bigint[])`;

/** Visits are joined as they are, since the activities of old ones may be gone: islands of islands are the islands of all. */
const JOIN_VISITS = `WITH pair AS (SELECT * FROM ${PAIRS} UNION SELECT to_id, to_id FROM ${PAIRS}), gone AS (
  DELETE FROM visit v USING pair WHERE v.member_id = pair.from_id
  RETURNING pair.to_id, v.started_at, v.ended_at, v.acts
)
INSERT INTO visit (member_id, started_at, ended_at, acts)
SELECT to_id, min(started_at), max(ended_at), sum(acts)
FROM (
  SELECT *, count(*) FILTER (WHERE opens) OVER (PARTITION BY to_id ORDER BY started_at, ended_at ROWS UNBOUNDED PRECEDING) AS island
  FROM (
    SELECT *, started_at - max(ended_at) OVER (
      PARTITION BY to_id ORDER BY started_at, ended_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) > $3 * interval '1 millisecond' AS opens
    FROM gone
  ) AS span
) AS numbered
GROUP BY to_id, island`;

const MOVE_IDENTITIES = `UPDATE identity SET member_id = pair.to_id FROM ${PAIRS} WHERE identity.member_id = pair.from_id`;

const FORGET_VISITORS = "DELETE FROM member WHERE id = ANY ($1::bigint[]) AND external_id IS NULL";

/** What was written under an id that its author no longer goes by is still their own. */
const MOVE_AUTHORS = `UPDATE content SET author_id = now.external_id
FROM member said JOIN member now ON now.id = said.merged_into
WHERE said.merged_into = ANY ($1::bigint[]) AND content.author_id = said.external_id`;

/** Tables whose rows a member takes along; of two with one key the member's own stays. */
const TAKEN_ALONG = ["activity", "consent_log"] as const;

/** Runs inside a transaction that has locked the members, in the order of their numbers. */
export async function moveRows(transaction: Queryable, moves: readonly Move[], visitGapMs: number): Promise<void> {
  if (moves.length === 0) return;
  const froms = moves.map(({ from }) => from);
  const tos = moves.map(({ to }) => to);
  const targets = [...new Set(tos)];
  await transaction.query(bare("SELECT set_config('rekindle.moving', 'on', true)"));
  const columns = await columnsOf(transaction, [...TAKEN_ALONG, ...TABLES_OF_DIGESTS]);
  for (const table of TAKEN_ALONG) {
    await transaction.query(bare(moveSql(table, columns.get(table) ?? []), [froms, tos]));
  }
  await transaction.query(bare("SELECT set_config('rekindle.moving', 'off', true)"));
  await transaction.query(bare(MOVE_VIEWS, [froms, tos]));
  await transaction.query(bare(MOVE_REPLAYS, [froms, tos]));
  await transaction.query(bare(JOIN_VISITS, [froms, tos, visitGapMs]));
  await moveDigests(transaction, moves, columns);
  await moveChoices(transaction, froms, tos);
  await foldMembers(transaction, froms, tos);
  await transaction.query(bare(MOVE_IDENTITIES, [froms, tos]));
  await transaction.query(bare(FORGET_VISITORS, [froms]));
  await transaction.query(bare(MOVE_AUTHORS, [targets]));
  await transaction.query(bare(COUNT_VIEWS, [targets]));
  await transaction.query(updateVisitFacts(targets));
}

const LEFT_BEHIND = `SELECT DISTINCT m.id AS "from", m.merged_into AS "to" FROM member m JOIN digest d ON d.member_id = m.id
WHERE m.merged_into IS NOT NULL AND d.state NOT IN ('claimed', 'submitting')`;

const LOCK = "SELECT FROM member WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE";

/** Digests that a submitter or a planner had in its hands when their members were joined follow now. */
export async function finishMoves(transaction: Queryable): Promise<number> {
  const moves = await transaction.query<Move>(bare(LEFT_BEHIND));
  if (moves.length === 0) return 0;
  const froms = moves.map(({ from }) => from);
  const tos = moves.map(({ to }) => to);
  await transaction.query(bare(LOCK, [[...froms, ...tos]]));
  await moveDigests(transaction, moves, await columnsOf(transaction, TABLES_OF_DIGESTS));
  await moveChoices(transaction, froms, tos);
  return moves.length;
}

/** By insert and delete, as a member's rows move from one shard to another where tables are distributed by member. */
function moveSql(table: string, columns: readonly string[]): string {
  const others = columns.filter((name) => name !== "member_id");
  return `WITH gone AS (DELETE FROM ${table} AS r USING ${PAIRS} WHERE r.member_id = pair.from_id RETURNING pair.to_id, r.*)
INSERT INTO ${table} (member_id, ${others.join(", ")}) OVERRIDING SYSTEM VALUE
SELECT to_id, ${others.join(", ")} FROM gone ON CONFLICT DO NOTHING`;
}

async function columnsOf(transaction: Queryable, tables: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await transaction.query<{ table: string; columns: string[] }>(
    bare(
      `SELECT c.relname AS table, array_agg(quote_ident(a.attname)::text ORDER BY a.attnum) AS columns
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.oid = ANY ($1::text[]::regclass[]) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
GROUP BY c.relname`,
      [tables],
    ),
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}
