import type { DigestKey } from "../../../core/community.ts";
import type { Statement } from "../../../core/statement.ts";
import type { LapsedClaims, OutboxQuery, SweepStore } from "../../../delivery/ports.ts";
import type { Database } from "../database.ts";

/** What is tried again although its fate is unknown waits for the server to have settled it. */
const RETRY_LAPSED_AFTER = "5 minutes";

/** The fence stays: a submitter that was only slow may still say what became of it. */
const END_LAPSED = `
  WITH lapsed AS (
    SELECT member_id, id FROM digest
    WHERE state IN ('claimed', 'submitting') AND lease_until < clock_timestamp()
    ORDER BY member_id, id FOR UPDATE
  ), ended AS (
    UPDATE digest d SET
      state = CASE d.state WHEN 'claimed' THEN 'rendered' ELSE $1 END,
      reason = CASE d.state WHEN 'claimed' THEN d.reason ELSE 'submitter_gone' END,
      retry_at = CASE WHEN d.state = 'submitting' AND $1 = 'deferred'
        THEN clock_timestamp() + interval '${RETRY_LAPSED_AFTER}' END,
      lease_until = NULL, changed_by = 'sweep', changed_at = clock_timestamp()
    FROM lapsed WHERE d.member_id = lapsed.member_id AND d.id = lapsed.id
    RETURNING d.state
  )
  SELECT count(*) FILTER (WHERE state = 'rendered') AS released, count(*) FILTER (WHERE state <> 'rendered') AS uncertain
  FROM ended`;

const OPEN_COLUMNS = `SELECT d.member_id AS "memberId", d.id AS "digestId", d.slot_at AS "slotAt",
  greatest(0, extract(epoch FROM d.retry_at - clock_timestamp()) * 1000) AS "inMs" FROM digest d`;

/** Pure: one page of what waits to be composed, or to be submitted. */
export function openDigests({ kind, at, sending, untouchedForMs, aheadMs, after, limit }: OutboxQuery): Statement {
  const values: unknown[] = [at, untouchedForMs, limit];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const untouched = "d.changed_at <= clock_timestamp() - $2 * interval '1 millisecond'";
  const conditions = [
    "d.expires_at > $1",
    "(d.slot_id = ANY(ARRAY(SELECT id FROM slot WHERE state = 'braked'))) IS NOT TRUE",
  ];
  const joins: string[] = [];
  if (kind === "compose") {
    conditions.push("d.state = 'planned'", untouched);
  } else {
    conditions.push(
      "d.state IN ('rendered', 'deferred')",
      "(d.hold_until IS NULL OR d.hold_until <= $1)",
      `(d.retry_at IS NULL AND ${untouched} OR d.retry_at <= clock_timestamp() + ${bind(aheadMs)} * interval '1 millisecond')`,
      "NOT (SELECT paused FROM installation)",
      "NOT EXISTS (SELECT FROM rule_status r WHERE r.rule = d.rule AND r.paused)",
    );
    if (typeof sending === "object") {
      joins.push("JOIN member m ON m.id = d.member_id");
      const allowed = sending.only.map((address) => address.trim().toLowerCase());
      conditions.push(`lower(trim(m.email)) = ANY(${bind(allowed)}::text[])`);
    }
  }
  if (after) {
    const { slotAt, key } = after;
    conditions.push(
      `(d.slot_at, d.member_id, d.id) > (${bind(slotAt)}::timestamptz, ${bind(key.memberId)}::bigint, ${bind(key.digestId)}::bigint)`,
    );
  }
  const where = `WHERE ${conditions.join(" AND ")}`;
  return { text: [OPEN_COLUMNS, ...joins, where, "ORDER BY d.slot_at, d.member_id, d.id LIMIT $3"].join(" "), values };
}

export function createSweepStore(database: Database): SweepStore {
  return {
    endLapsedClaims: async (uncertain) => {
      const [lapsed] = await database.query<LapsedClaims>({ text: END_LAPSED, values: [uncertain] });
      return lapsed ?? { released: 0, uncertain: 0 };
    },
    findOpenDigests: async (query) => {
      const rows = await database.query<DigestKey & { slotAt: Date; inMs: number | null }>(openDigests(query));
      return rows.map(({ memberId, digestId, slotAt, inMs }) => ({
        slotAt,
        key: { memberId, digestId },
        inMs: inMs ?? 0,
      }));
    },
  };
}
