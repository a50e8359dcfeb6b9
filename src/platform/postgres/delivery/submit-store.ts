import type { DigestKey, DigestState } from "../../../core/community.ts";
import { formatDigestKey } from "../../../core/digest-key.ts";
import type { SubmitOutcome } from "../../../core/smtp-replies.ts";
import { StatementValues } from "../../../core/statement.ts";
import { releasesPicks, statesBefore } from "../../../core/transitions.ts";
import type { Claim, RecordedOutcome, StoredMail, SubmitStore } from "../../../delivery/ports.ts";
import type { SubmissionTally } from "../../../delivery/restored/ports.ts";
import { unpackBody } from "../../mail/mail-body.ts";
import type { Database, Queryable } from "../database.ts";
import { groupCommit } from "../group-commit.ts";
import { createClaim, keyColumns } from "./claim-digests.ts";
import { type TallySql, tallySql } from "./count-submissions.ts";
import { MEMBER_NAME } from "./member-name.ts";

function markRelations(marks: readonly Mark[], tally: TallySql | null, values: StatementValues): string {
  const [memberIds, ids, fences] = columnsOf(marks).map((column) => values.bind(column));
  return `marked AS (
    UPDATE digest d SET state = 'submitting', attempts = d.attempts + 1, submitted_at = k.at, cap_date = k.cap_date,
      relay = k.relay, relay_bound = true,
      lease_until = clock_timestamp() + k.lease_ms * interval '1 millisecond', changed_by = d.claimed_by,
      changed_at = clock_timestamp()
    FROM unnest(${memberIds}::bigint[], ${ids}::bigint[], ${fences}::integer[],
      ${values.bind(marks.map(({ at }) => at))}::timestamptz[], ${values.bind(marks.map(({ capDate }) => capDate))}::date[],
      ${values.bind(marks.map(({ leaseMs }) => leaseMs))}::integer[], ${values.bind(marks.map(({ relay }) => relay))}::text[])
      AS k(member_id, id, fence, at, cap_date, lease_ms, relay)
    JOIN member m ON m.id = k.member_id
    CROSS JOIN installation i
    WHERE d.member_id = k.member_id AND d.id = k.id AND d.fence = k.fence
      AND d.state = ANY(${values.bind(statesBefore("submitting"))}::text[])
      AND NOT i.paused AND m.subscribed IS DISTINCT FROM false
      AND NOT EXISTS (SELECT FROM rule_status r WHERE r.rule = d.rule AND r.paused)
      AND NOT EXISTS (SELECT FROM slot s WHERE s.id = d.slot_id AND s.state = 'braked')
      AND NOT EXISTS (SELECT FROM suppression s WHERE s.email_hash = m.email_hash)
      AND NOT EXISTS (SELECT FROM member_preference own WHERE own.member_id = d.member_id AND own.paused_until > k.at)
      ${tally?.remembers ?? ""}
    RETURNING d.member_id, d.id, d.fence, d.submitted_at
  )${tally === null ? "" : `, ${tally.counted}`}`;
}

const KINDS = ["accepted", "deferred", "failed", "unknown"] as const satisfies readonly SubmitOutcome["kind"][];

/** `(to, from)` of every step that an outcome may take: a late answer also ends what was given up as unknown. */
const STEPS = KINDS.flatMap((to) => statesBefore(to).map((from) => `('${to}', '${from}')`)).join(", ");

const RELEASING = KINDS.filter(releasesPicks)
  .map((kind: DigestState) => `'${kind}'`)
  .join(", ");

function recordRelations(outcomes: readonly RecordedOutcome[], values: StatementValues): string {
  const [memberIds, ids, fences] = columnsOf(outcomes).map((column) => values.bind(column));
  const column = (pick: (recorded: RecordedOutcome) => unknown) => values.bind(outcomes.map(pick));
  return `recorded AS (
    UPDATE digest d SET state = k.state, attempts = greatest(d.attempts, k.attempts),
      accepted_at = CASE k.state WHEN 'accepted' THEN k.at END, reason = k.reason,
      retry_at = clock_timestamp() + k.retry_in_ms * interval '1 millisecond',
      smtp_code = k.code, smtp_text = k.reply, relay = coalesce(k.relay, d.relay), relay_bound = k.bound, lease_until = NULL, changed_by = d.claimed_by,
      changed_at = clock_timestamp()
    FROM unnest(${memberIds}::bigint[], ${ids}::bigint[], ${fences}::integer[],
      ${column(({ outcome }) => outcome.kind)}::text[], ${column(({ at }) => at)}::timestamptz[],
      ${column(({ attempts }) => attempts)}::integer[], ${column(({ retryInMs }) => retryInMs)}::integer[],
      ${column(({ outcome }) => outcome.code)}::integer[], ${column(({ outcome }) => outcome.text)}::text[],
      ${column(({ outcome }) => reasonOf(outcome))}::text[], ${column(({ relay }) => relay)}::text[],
      ${column(({ bound }) => bound)}::boolean[])
      AS k(member_id, id, fence, state, at, attempts, retry_in_ms, code, reply, reason, relay, bound)
    WHERE d.member_id = k.member_id AND d.id = k.id AND d.fence = k.fence AND (k.state, d.state) IN (${STEPS})
    RETURNING d.member_id, d.id, d.fence, d.state
  ), released AS (
    UPDATE pick p SET held = false FROM recorded r
    WHERE r.state IN (${RELEASING}) AND p.member_id = r.member_id AND p.digest_id = r.id
  )`;
}

/** Rows that a mark or an outcome is just writing need no new lease. */
const RENEW = `
  WITH mine AS (
    SELECT d.member_id, d.id FROM unnest($1::bigint[], $2::bigint[], $3::integer[]) AS k(member_id, id, fence)
    JOIN digest d ON d.member_id = k.member_id AND d.id = k.id AND d.fence = k.fence
    WHERE d.state IN ('claimed', 'submitting')
    FOR UPDATE OF d SKIP LOCKED
  )
  UPDATE digest d SET lease_until = clock_timestamp() + $4 * interval '1 millisecond'
  FROM mine WHERE d.member_id = mine.member_id AND d.id = mine.id`;

const RELEASE = `
  UPDATE digest d SET state = 'rendered', lease_until = NULL,
    retry_at = clock_timestamp() + $4::float8 * interval '1 millisecond', changed_by = d.claimed_by, changed_at = clock_timestamp()
  FROM unnest($1::bigint[], $2::bigint[], $3::integer[]) AS k(member_id, id, fence)
  WHERE d.member_id = k.member_id AND d.id = k.id AND d.fence = k.fence AND d.state = 'claimed'`;

const LOAD_MAILS = `
  SELECT dm.member_id AS "memberId", dm.digest_id AS "digestId", dm.message_id AS "messageId", dm.subject, encode(dm.body, 'base64') AS body,
    ${MEMBER_NAME} AS name
  FROM unnest($1::bigint[], $2::bigint[]) AS k(member_id, id)
  JOIN digest_mail dm ON dm.member_id = k.member_id AND dm.digest_id = k.id
  JOIN member m ON m.id = k.member_id`;

interface Mark extends Claim {
  readonly at: Date;
  readonly capDate: string;
  readonly leaseMs: number;
  readonly relay: string;
}

/** A step of one digest: handed to SMTP, or what became of it. */
type Step = { readonly mark: Mark } | { readonly record: RecordedOutcome };

interface Written extends DigestKey {
  readonly step: string;
  readonly fence: number;
}

const MOST_STEPS = 400;
/** Nothing beside the conversation with a mail server, and it halves the statements of a busy worker. */
const GATHER_MS = 2;
/** A mark that cannot be written is not sent; an outcome is worth waiting for, since without it the fate is unknown. */
const MARK_PATIENCE_MS = 2_000;
const RECORD_PATIENCE_MS = 20_000;

/** `settings.unknown` and the sweep have their own words; these say why an outcome is what it is. */
function reasonOf({ kind, stage }: SubmitOutcome): string | null {
  if (kind === "unknown") return "no_answer";
  if (kind === "failed") return stage === "message" ? "not_a_mail" : "refused";
  return null;
}

function columnsOf(claims: readonly Claim[]): [number[], number[], number[]] {
  return [...keyColumns(claims.map(({ key }) => key)), claims.map(({ fence }) => fence)];
}

/**
 * Writes all steps in one statement and answers whose compare-and-set held. For the few rows of a group, planning it would
 * take longer than running it.
 */
async function writeSteps(
  direct: Queryable,
  tally: SubmissionTally | null,
  steps: readonly Step[],
): Promise<boolean[]> {
  const marks = steps.flatMap((step) => ("mark" in step ? step.mark : []));
  const records = steps.flatMap((step) => ("record" in step ? step.record : []));
  const values = new StatementValues();
  const relations: string[] = [];
  const answers: string[] = [];
  if (records.length > 0) {
    relations.push(recordRelations(records, values));
    answers.push(`SELECT 'record' AS step, member_id AS "memberId", id AS "digestId", fence FROM recorded`);
  }
  if (marks.length > 0) {
    const counting = tally === null ? null : tallySql(tally, values);
    relations.push(markRelations(marks, counting, values));
    answers.push(`SELECT 'mark' AS step, member_id AS "memberId", id AS "digestId", fence FROM marked`);
    if (counting !== null) answers.push(counting.answer);
  }
  const text = `WITH ${relations.join(", ")} ${answers.join(" UNION ALL ")}`;
  const name = ["submit", ...(records.length > 0 ? ["record"] : []), ...(marks.length > 0 ? ["mark"] : [])].join("_");
  const rows = await direct.query<Written>({ name, text, values: values.values });
  const count = rows.find(({ step }) => step === "count");
  if (count !== undefined) tally?.noted(count.memberId, latestOf(marks));
  // The fence is part of the answer: a worker that lost a digest and took it anew may hold both claims in one group.
  const written = new Set(rows.map(({ step, fence, ...key }) => `${step} ${formatDigestKey(key)} ${fence}`));
  return steps.map((step) => {
    const [kind, claim] = "mark" in step ? ["mark", step.mark] : ["record", step.record];
    return written.has(`${kind} ${formatDigestKey(claim.key)} ${claim.fence}`);
  });
}

function latestOf(marks: readonly Mark[]): Date {
  return new Date(Math.max(...marks.map(({ at }) => at.getTime())));
}

/**
 * @param direct leads to the server without a transaction pooler between; one connection is enough
 * @param tally counts the submissions of an installation, whose database may one day be restored
 */
export function createSubmitStore(
  database: Database,
  direct: Queryable,
  tally: SubmissionTally | null = null,
): SubmitStore {
  const write = groupCommit<Step, boolean>((steps) => writeSteps(direct, tally, steps), {
    maxWeight: MOST_STEPS,
    gatherMs: GATHER_MS,
    patienceMs: (step) => ("mark" in step ? MARK_PATIENCE_MS : RECORD_PATIENCE_MS),
  });

  return {
    claim: createClaim(database),
    loadMails: async (keys) => {
      const rows = await database.query<DigestKey & Omit<StoredMail, "key" | "open"> & { body: string }>({
        text: LOAD_MAILS,
        values: keyColumns(keys),
      });
      return rows.map(({ memberId, digestId, messageId, subject, name, body }) => ({
        key: { memberId, digestId },
        messageId,
        subject,
        name,
        open: () => unpackBody(Buffer.from(body, "base64")),
      }));
    },
    markSubmitting: ({ key, fence }, at, capDate, leaseMs, relay) =>
      write({ mark: { key, fence, at, capDate, leaseMs, relay } }),
    recordOutcome: (record) => write({ record }),
    renewLeases: async (claims, leaseMs) => {
      await database.query({ text: RENEW, values: [...columnsOf(claims), leaseMs] });
    },
    releaseClaims: async (claims, afterMs) => {
      if (claims.length > 0) await database.query({ text: RELEASE, values: [...columnsOf(claims), afterMs ?? null] });
    },
  };
}
