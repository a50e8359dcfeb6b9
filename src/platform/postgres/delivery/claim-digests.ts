import { COUNTED_STATES, type DigestKey, type DigestState } from "../../../core/community.ts";
import { mayOpenSql } from "../../../core/openings.ts";
import type { Statement } from "../../../core/statement.ts";
import { statesBefore } from "../../../core/transitions.ts";
import type {
  ClaimCandidate,
  ClaimDecision,
  ClaimedDigest,
  ClaimRequest,
  SubmitStore,
} from "../../../delivery/ports.ts";
import type { Database, Queryable } from "../database.ts";
import { paceClaims } from "./pace-claims.ts";

const LOCK_MEMBERS = "SELECT FROM member WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE";

const READ_CANDIDATES = `
  SELECT d.member_id AS "memberId", d.id AS "digestId", d.fence, d.state, d.rule, d.timezone, d.slot_at AS "slotAt",
    d.expires_at AS "expiresAt", d.attempts, d.reason, d.transactional,
    d.retry_at IS NOT NULL AS awaited,
    CASE WHEN d.relay_bound THEN d.relay END AS "boundTo", m.email, m.subscribed, m.consent_at AS "consentAt",
    EXISTS (SELECT FROM suppression s WHERE s.email_hash = m.email_hash) AS suppressed,
    coalesce(own.frequency, 'any') AS frequency, own.paused_until AS "pausedUntil",
    i.paused OR coalesce(r.paused, false) OR EXISTS (
      SELECT FROM slot s WHERE s.id = d.slot_id AND s.state = 'braked'
    ) AS paused,
    EXISTS (
      SELECT FROM content c
      WHERE c.id IN (
          SELECT p.content_id FROM pick p WHERE p.member_id = d.member_id AND p.digest_id = d.id
          UNION ALL
          SELECT t.content_id FROM told t WHERE t.member_id = d.member_id AND t.digest_id = d.id
        )
        AND (c.withdrawn_at <= $3 OR c.published_at IS NULL OR NOT ${mayOpenSql("c", "d.member_id")})
    ) AS "picksClosed",
    (
      SELECT json_agg(json_build_object('digestId', o.id, 'state', o.state, 'slotAt', o.slot_at, 'capDate', o.cap_date))
      FROM digest o
      WHERE o.member_id = d.member_id AND o.id <> d.id AND o.state = ANY($4::text[]) AND o.cap_date >= $5::date
        AND NOT o.transactional
    ) AS others
  FROM unnest($1::bigint[], $2::bigint[]) AS k(member_id, id)
  JOIN digest d ON d.member_id = k.member_id AND d.id = k.id
  JOIN member m ON m.id = d.member_id
  LEFT JOIN member_preference own ON own.member_id = d.member_id
  LEFT JOIN rule_status r ON r.rule = d.rule
  CROSS JOIN installation i
  WHERE d.state IN ('rendered', 'deferred') AND (d.retry_at IS NULL OR d.retry_at <= clock_timestamp())
  ORDER BY d.slot_at, d.id`;

interface CandidateRow extends DigestKey {
  readonly fence: number;
  readonly state: ClaimCandidate["state"];
  readonly rule: string;
  readonly timezone: string;
  readonly slotAt: Date;
  readonly expiresAt: Date;
  readonly attempts: number;
  readonly boundTo: string | null;
  readonly reason: string | null;
  readonly email: string | null;
  readonly subscribed: boolean | null;
  readonly consentAt: Date | null;
  readonly suppressed: boolean;
  readonly frequency: ClaimCandidate["frequency"];
  readonly pausedUntil: Date | null;
  readonly transactional: boolean;
  readonly awaited: boolean;
  readonly paused: boolean;
  readonly picksClosed: boolean;
  readonly others: { digestId: number; state: DigestState; slotAt: string; capDate: string }[] | null;
}

/** Written where a digest goes back to be composed again, so that it does so once only. */
const RECOMPOSED = "recomposed";

function candidateOf(row: CandidateRow): ClaimCandidate {
  const { memberId, digestId, reason, others, ...rest } = row;
  return {
    ...rest,
    key: { memberId, digestId },
    recomposed: reason === RECOMPOSED,
    others: (others ?? []).map((other) => ({
      key: { memberId, digestId: other.digestId },
      state: other.state,
      slotAt: new Date(other.slotAt),
      capDate: other.capDate,
    })),
  };
}

export function keyColumns(keys: readonly DigestKey[]): [number[], number[]] {
  return [keys.map(({ memberId }) => memberId), keys.map(({ digestId }) => digestId)];
}

const BEFORE = {
  claimed: statesBefore("claimed"),
  planned: statesBefore("planned"),
  ended: statesBefore("expired"),
};

const CLAIM = `
  UPDATE digest d SET state = 'claimed', fence = d.fence + 1, hold_until = NULL, retry_at = NULL,
    lease_until = clock_timestamp() + $3 * interval '1 millisecond', claimed_by = $4, changed_by = $4,
    changed_at = clock_timestamp()
  FROM unnest($1::bigint[], $2::bigint[]) AS k(member_id, id)
  WHERE d.member_id = k.member_id AND d.id = k.id AND d.state = ANY($5::text[])
  RETURNING d.member_id AS "memberId", d.id AS "digestId", d.fence`;

/** Machine time, as for what is deferred: it waits for its turn, and for nothing that the community's clock says. */
const WAIT = `
  UPDATE digest d SET retry_at = clock_timestamp() + k.ms * interval '1 millisecond'
  FROM unnest($1::bigint[], $2::bigint[], $3::float8[]) AS k(member_id, id, ms)
  WHERE d.member_id = k.member_id AND d.id = k.id AND d.state = ANY($4::text[])`;

const HOLD = `
  UPDATE digest d SET hold_until = k.until, changed_at = clock_timestamp()
  FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) AS k(member_id, id, until)
  WHERE d.member_id = k.member_id AND d.id = k.id AND d.state = ANY($4::text[])`;

/** What a cap kept from being told is pending again, for the next window to gather. */
const END = `
  WITH ended AS (
    UPDATE digest d SET state = k.state, reason = k.reason, changed_by = $6, changed_at = clock_timestamp()
    FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) AS k(member_id, id, state, reason)
    WHERE d.member_id = k.member_id AND d.id = k.id AND d.state = ANY($5::text[])
    RETURNING d.member_id, d.id, d.reason
  ), untold AS (
    DELETE FROM told t USING ended
    WHERE ended.reason = 'capped' AND t.member_id = ended.member_id AND t.digest_id = ended.id
  )
  UPDATE pick p SET held = false FROM ended WHERE p.member_id = ended.member_id AND p.digest_id = ended.id`;

const RECOMPOSE = `
  WITH returned AS (
    UPDATE digest d SET state = 'planned', reason = $3, hold_until = NULL, retry_at = NULL, changed_by = $5,
      changed_at = clock_timestamp()
    FROM unnest($1::bigint[], $2::bigint[]) AS k(member_id, id)
    WHERE d.member_id = k.member_id AND d.id = k.id AND d.state = ANY($4::text[])
    RETURNING d.member_id, d.id
  ), mail AS (
    DELETE FROM digest_mail m USING returned WHERE m.member_id = returned.member_id AND m.digest_id = returned.id
  )
  DELETE FROM pick p USING returned WHERE p.member_id = returned.member_id AND p.digest_id = returned.id`;

interface Decided<Decision extends ClaimDecision = ClaimDecision> {
  readonly candidate: ClaimCandidate;
  readonly decision: Decision;
}

/** Everything of one claim in one transaction; see `SubmitStore.claim`. */
export function createClaim(database: Database): SubmitStore["claim"] {
  return (request, decide) =>
    database.transaction(async (transaction) => {
      const { first, left } = await readCandidates(transaction, request);
      const decisions = decide(first);
      const asking = first.filter((_, index) => decisions[index]?.kind === "claim");
      const paced =
        asking.length > 0 ? await paceClaims(transaction, request.pace, asking) : { decisions: [], troubled: [] };
      const turns = [...paced.decisions];
      const decided = first.map((candidate, index) => {
        const decision = decisions[index] as ClaimDecision;
        return { candidate, decision: decision.kind === "claim" ? (turns.shift() as ClaimDecision) : decision };
      });
      const claimed = await writeClaims(transaction, request, decided);
      for (const statement of statementsFor(decided, request.claimedBy)) await transaction.query(statement);
      return {
        claimed,
        left,
        decisions: decided.map(({ candidate: { key }, decision }) => ({ key, decision })),
        troubled: paced.troubled,
      };
    });
}

async function readCandidates(transaction: Queryable, { keys, at, countedSince }: ClaimRequest) {
  const [memberIds, digestIds] = keyColumns(keys);
  await transaction.query({ text: LOCK_MEMBERS, values: [memberIds] });
  const values = [memberIds, digestIds, at, COUNTED_STATES, countedSince];
  const rows = await transaction.query<CandidateRow>({ text: READ_CANDIDATES, values });
  const first = new Map<number, ClaimCandidate>();
  const left: DigestKey[] = [];
  for (const row of rows) {
    if (first.has(row.memberId)) left.push({ memberId: row.memberId, digestId: row.digestId });
    else first.set(row.memberId, candidateOf(row));
  }
  return { first: [...first.values()], left };
}

function of<Kind extends ClaimDecision["kind"]>(decided: readonly Decided[], kind: Kind) {
  return decided.filter((one): one is Decided<Extract<ClaimDecision, { kind: Kind }>> => one.decision.kind === kind);
}

async function writeClaims(transaction: Queryable, request: ClaimRequest, decided: readonly Decided[]) {
  const granted = of(decided, "claim").map(({ candidate }) => candidate);
  if (granted.length === 0) return [];
  const rows = await transaction.query<DigestKey & { fence: number }>({
    text: CLAIM,
    values: [...keyColumns(granted.map(({ key }) => key)), request.leaseMs, request.claimedBy, BEFORE.claimed],
  });
  const fences = new Map(rows.map(({ memberId, fence }) => [memberId, fence]));
  return granted.flatMap(({ key, rule, timezone, attempts, boundTo, email }): ClaimedDigest[] => {
    const fence = fences.get(key.memberId);
    return fence === undefined || email === null ? [] : [{ key, fence, rule, timezone, attempts, boundTo, email }];
  });
}

function statementsFor(decided: readonly Decided[], claimedBy: string): Statement[] {
  const statements: Statement[] = [];
  const held = of(decided, "hold").filter(({ decision }) => decision.until !== null);
  if (held.length > 0) {
    const until = held.map(({ decision }) => decision.until);
    statements.push({ text: HOLD, values: [...columnsOf(held), until, BEFORE.claimed] });
  }
  const waiting = of(decided, "wait");
  if (waiting.length > 0) {
    const times = waiting.map(({ decision }) => decision.ms);
    statements.push({ text: WAIT, values: [...columnsOf(waiting), times, BEFORE.claimed] });
  }
  const ended = of(decided, "end");
  if (ended.length > 0) {
    const states = ended.map(({ decision }) => decision.state);
    const reasons = ended.map(({ decision }) => decision.reason);
    statements.push({ text: END, values: [...columnsOf(ended), states, reasons, BEFORE.ended, claimedBy] });
  }
  const returned = of(decided, "recompose");
  if (returned.length > 0) {
    statements.push({ text: RECOMPOSE, values: [...columnsOf(returned), RECOMPOSED, BEFORE.planned, claimedBy] });
  }
  return statements;
}

function columnsOf(decided: readonly Decided[]): [number[], number[]] {
  return keyColumns(decided.map(({ candidate }) => candidate.key));
}
