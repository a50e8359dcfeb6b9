import { DIGEST_STATES } from "../../../core/community.ts";
import { literalsOf } from "../../../core/statement.ts";
import { releasesPicks, statesBefore } from "../../../core/transitions.ts";
import type { Queryable } from "../database.ts";

/** All that is known of one member becomes another's. Numbers of members. */
export interface Move {
  readonly from: number;
  readonly to: number;
}

const bare = (text: string, values: readonly unknown[] = []) => ({ text, values });

const PAIRS = "unnest($1::bigint[], $2::bigint[]) AS pair(from_id, to_id)";

/** A submitter has these in its hands, by their keys: they follow once it has written what became of them. */
const IN_FLIGHT = literalsOf(["claimed", "submitting"]);
/** Nothing of these has left. */
const OPEN = literalsOf(["planned", "rendered", "deferred"]);
const RELEASED = literalsOf(DIGEST_STATES.filter(releasesPicks));

const WITH_DIGESTS = `SELECT from_id AS "from", to_id AS "to" FROM ${PAIRS}
WHERE EXISTS (SELECT FROM digest d WHERE d.member_id = from_id)`;

const LOCK = `SELECT FROM digest WHERE member_id = ANY ($1::bigint[] || $2::bigint[]) AND state NOT IN (${IN_FLIGHT})
ORDER BY member_id, id FOR UPDATE`;

const SIDES = `side AS (SELECT DISTINCT from_id, to_id FROM (
  SELECT * FROM ${PAIRS} UNION ALL SELECT t, t FROM unnest($2::bigint[]) AS t
) AS s)`;

/**
 * One person has one digest of a rule at a send moment, and is told of a thing once: of those that have not left, the ones
 * are ended that another stands for. What they would have told of besides may be told by the next.
 */
const END_SECONDS = `WITH ${SIDES}, known AS (
  SELECT s.to_id, d.member_id, d.id, d.rule, d.period, d.state IN (${OPEN}) AS is_open,
    d.state IN (${RELEASED}) AS is_released
  FROM side s JOIN digest d ON d.member_id = s.from_id
), seconds AS (
  SELECT k.member_id, k.id FROM known k
  WHERE k.is_open AND (
    EXISTS (
      SELECT FROM known o WHERE o.to_id = k.to_id AND o.rule = k.rule AND o.period = k.period AND o.id <> k.id
        AND NOT o.is_released AND (NOT o.is_open OR o.id < k.id)
    ) OR EXISTS (
      SELECT FROM told t JOIN side s ON s.to_id = k.to_id
      JOIN told other ON other.member_id = s.from_id AND other.rule = t.rule AND other.kind = t.kind AND other.subject_id = t.subject_id
      JOIN known o ON o.member_id = other.member_id AND o.id = other.digest_id
      WHERE t.member_id = k.member_id AND t.digest_id = k.id AND o.id <> k.id AND (NOT o.is_open OR o.id < k.id)
    )
  )
), ended AS (
  UPDATE digest d SET state = 'skipped', reason = 'merged', hold_until = NULL, retry_at = NULL, changed_by = 'merge',
    changed_at = clock_timestamp()
  FROM seconds s WHERE d.member_id = s.member_id AND d.id = s.id AND d.state IN (${literalsOf(statesBefore("skipped"))})
  RETURNING d.member_id, d.id
), untold AS (
  DELETE FROM told t USING ended e WHERE t.member_id = e.member_id AND t.digest_id = e.id
)
UPDATE pick p SET held = false FROM ended e WHERE p.member_id = e.member_id AND p.digest_id = e.id`;

/** What is written but has not left is composed again: for one person, with what both have seen and been sent. */
const COMPOSE_AGAIN = `WITH ${SIDES}, returned AS (
  UPDATE digest d SET state = 'planned', hold_until = NULL, retry_at = NULL, changed_by = 'merge', changed_at = clock_timestamp()
  FROM side s WHERE d.member_id = s.from_id AND d.state IN ('rendered', 'deferred')
  RETURNING d.member_id, d.id
), mail AS (
  DELETE FROM digest_mail m USING returned r WHERE m.member_id = r.member_id AND m.digest_id = r.id
)
DELETE FROM pick p USING returned r WHERE p.member_id = r.member_id AND p.digest_id = r.id`;

/** Of a table whose rows belong to a digest: those of digests that have come along. */
const HAS_MOVED = "EXISTS (SELECT FROM digest d WHERE d.member_id = pair.to_id AND d.id = r.digest_id)";

interface Columns {
  get(table: string): readonly string[] | undefined;
}

/** @param values of columns that do not stay as they were, in terms of `g`, the row that went */
function moveSql(
  table: string,
  columns: Columns,
  where: string,
  values: Readonly<Record<string, string>> = {},
): string {
  const others = (columns.get(table) ?? []).filter((name) => name !== "member_id");
  const list = ["member_id", ...others].join(", ");
  const selected = others.map((name) => values[name] ?? `g.${name}`).join(", ");
  return `WITH gone AS (
  DELETE FROM ${table} AS r USING ${PAIRS} WHERE r.member_id = pair.from_id AND ${where} RETURNING pair.to_id, r.*
)
INSERT INTO ${table} (${list}) OVERRIDING SYSTEM VALUE
SELECT g.to_id, ${selected} FROM gone g ON CONFLICT DO NOTHING`;
}

/** A second one of the same rule and moment, which has left, keeps its own name beside the first. */
const PERIOD = `CASE WHEN EXISTS (SELECT FROM digest o WHERE o.member_id = g.to_id AND o.rule = g.rule AND o.period = g.period)
  OR row_number() OVER (PARTITION BY g.to_id, g.rule, g.period ORDER BY g.id) > 1 THEN g.period || ' #' || g.id ELSE g.period END`;

/** Of two that hold the same content one does: that is enough for it never to be proposed again. */
const HELD = `g.held AND NOT EXISTS (SELECT FROM pick o WHERE o.member_id = g.to_id AND o.content_id = g.content_id AND o.held)
  AND row_number() OVER (PARTITION BY g.to_id, g.content_id, g.held ORDER BY g.digest_id, g.position) = 1`;

export const TABLES_OF_DIGESTS = [
  "digest",
  "pick",
  "told",
  "digest_transition",
  "digest_mail",
  "click",
  "mail_open",
] as const;

const MOVE_FEEDBACK = `UPDATE feedback r SET member_id = pair.to_id FROM ${PAIRS}
WHERE r.member_id = pair.from_id AND (r.digest_id IS NULL OR ${HAS_MOVED})`;

/**
 * Moves the digests of members that were joined to another, and all that hangs on them. Runs inside a transaction that has
 * locked the members; does nothing where there are none.
 */
export async function moveDigests(transaction: Queryable, moves: readonly Move[], columns: Columns): Promise<void> {
  if (moves.length === 0) return;
  const some = await transaction.query<Move>(bare(WITH_DIGESTS, columnsOf(moves)));
  if (some.length === 0) return;
  const values = columnsOf(some);
  await transaction.query(bare(LOCK, values));
  await transaction.query(bare(END_SECONDS, values));
  await transaction.query(bare(COMPOSE_AGAIN, values));
  await transaction.query(bare("SELECT set_config('rekindle.erasing', 'on', true)"));
  await transaction.query(
    bare(moveSql("digest", columns, `r.state NOT IN (${IN_FLIGHT})`, { period: PERIOD }), values),
  );
  await transaction.query(bare(moveSql("pick", columns, HAS_MOVED, { held: HELD }), values));
  for (const table of ["told", "digest_transition", "digest_mail", "click", "mail_open"]) {
    await transaction.query(bare(moveSql(table, columns, HAS_MOVED), values));
  }
  await transaction.query(bare(MOVE_FEEDBACK, values));
  await transaction.query(bare("SELECT set_config('rekindle.erasing', 'off', true)"));
}

function columnsOf(moves: readonly Move[]): [number[], number[]] {
  return [moves.map(({ from }) => from), moves.map(({ to }) => to)];
}
