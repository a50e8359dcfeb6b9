import type { DigestKey } from "../../../core/community.ts";
import type { Statement } from "../../../core/statement.ts";
import type { DigestStore, Experiments } from "../../../digest/ports.ts";
import type { Database } from "../database.ts";

/**
 * The first digest with picks or something to tell in each experiment in which the member has an arm, whatever the arm; of the programmes
 * in the one that its slot was planned in. Whom the programme holds out takes no part in a rule's own experiment, not even with an arm
 * drawn there before. Of several digests of a member the earliest counts; rows come in one order, so that two never wait for each other.
 */
const INSERT_EXPOSURES = `
  WITH exposed AS (
    SELECT d.member_id, d.id, d.rule, d.slot_at, CASE WHEN k.programme THEN s.programme END AS programme, k.own,
      CASE WHEN $5 = 'company' AND m.company IS NOT NULL THEN 'company:' || m.company ELSE m.external_id END AS unit
    FROM unnest($1::bigint[], $2::bigint[], $3::boolean[], $4::text[]) AS k(member_id, id, programme, own)
    JOIN digest d ON d.member_id = k.member_id AND d.id = k.id
    JOIN slot s ON s.id = d.slot_id
    JOIN member m ON m.id = d.member_id
  ), programme AS (
    SELECT e.id, e.member_id, a.* FROM exposed e JOIN assignment a ON a.experiment = e.programme AND a.unit = e.unit
  )
  INSERT INTO exposure (experiment, member_id, unit, arm, phase, rule, digest_id, exposed_at)
  SELECT a.experiment, e.member_id, a.unit, a.arm, a.phase, e.rule, e.id, e.slot_at
  FROM exposed e JOIN programme a ON a.member_id = e.member_id AND a.id = e.id
  UNION ALL
  SELECT a.experiment, e.member_id, a.unit, a.arm, a.phase, e.rule, e.id, e.slot_at
  FROM exposed e JOIN assignment a ON a.experiment = e.own AND a.unit = e.unit
  WHERE NOT EXISTS (SELECT FROM programme p WHERE p.member_id = e.member_id AND p.id = e.id AND p.arm = 'held_out')
  ORDER BY 1, 2, 8, 7
  ON CONFLICT DO NOTHING`;

interface Exposing {
  readonly key: DigestKey;
  /** null: in none. */
  readonly experiments: Experiments | null;
}

export function insertExposures(digests: readonly Exposing[], holdoutBy: "member" | "company"): Statement {
  const experiments = experimentColumns(digests.map((digest) => digest.experiments));
  return { text: INSERT_EXPOSURES, values: [...keyColumns(digests), ...experiments, holdoutBy] };
}

/** Both null: an exposure in none. */
export function experimentColumns(
  experiments: readonly (Experiments | null)[],
): [programme: (boolean | null)[], own: (string | null)[]] {
  const told = experiments.map((one) => (one === null || (!one.programme && one.own === null) ? null : one));
  return [told.map((one) => one?.programme ?? null), told.map((one) => one?.own ?? null)];
}

export function keyColumns(
  digests: readonly { readonly key: DigestKey }[],
): [memberIds: number[], digestIds: number[]] {
  return [digests.map(({ key }) => key.memberId), digests.map(({ key }) => key.digestId)];
}

/**
 * Of so many members with all of theirs, the next after one. What has expired, of either arm, can leave no more; whom something else kept
 * from a mail was to get it, and counts as those who were held out.
 */
const TAKE_WAITING = `
  WITH members AS (
    SELECT DISTINCT member_id FROM digest
    WHERE exposes_programme IS NOT NULL AND expires_at > $1 AND state <> 'expired' AND member_id > $2
    ORDER BY member_id LIMIT $3
  ), waiting AS (
    SELECT d.member_id, d.id, d.exposes_programme, d.exposes_own FROM digest d
    WHERE d.member_id = ANY(ARRAY(SELECT member_id FROM members))
      AND d.exposes_programme IS NOT NULL AND d.expires_at > $1 AND d.state <> 'expired'
    ORDER BY d.member_id, d.id
    FOR UPDATE
  )
  UPDATE digest d SET exposes_programme = NULL, exposes_own = NULL
  FROM waiting w WHERE d.member_id = w.member_id AND d.id = w.id
  RETURNING d.member_id AS "memberId", d.id AS "digestId", w.exposes_programme AS programme, w.exposes_own AS own`;

/** One transaction locks the digests of so many members at most, so that planning and claims never wait long. */
const MEMBERS_AT_ONCE = 1_000;

type WaitingRow = DigestKey & Experiments;

/** See `DigestStore.exposeWaiting`. */
export async function exposeWaiting(
  database: Database,
  { at, holdoutBy }: Parameters<DigestStore["exposeWaiting"]>[0],
): Promise<void> {
  let after: number | null = 0;
  while (after !== null) after = await exposeNext(database, at, holdoutBy, after);
}

/** Answers the last of the members whose turn it was; null: there are no more. */
function exposeNext(
  database: Database,
  at: Date,
  holdoutBy: "member" | "company",
  after: number,
): Promise<number | null> {
  return database.transaction(async (transaction) => {
    const values = [at, after, MEMBERS_AT_ONCE];
    const waiting = await transaction.query<WaitingRow>({ text: TAKE_WAITING, values });
    if (waiting.length === 0) return null;
    const digests = waiting.map(({ memberId, digestId, ...experiments }) => ({
      key: { memberId, digestId },
      experiments,
    }));
    await transaction.query(insertExposures(digests, holdoutBy));
    return waiting.reduce((last, { memberId }) => Math.max(last, memberId), after);
  });
}
