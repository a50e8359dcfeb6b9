import { SOFT_BOUNCE_HALF_LIFE_DAYS, SOFT_BOUNCE_LIMIT } from "../../../core/bounces/soft-bounces.ts";
import type { DigestState } from "../../../core/community.ts";
import { IMPORTED } from "../../../core/tracking/consent.ts";
import { releasesPicks, statesBefore } from "../../../core/transitions.ts";
import type { Feedback, FeedbackKind, FeedbackStore } from "../../../delivery/feedback/ports.ts";
import { addressHasher } from "../address-hash.ts";
import type { Database, Queryable } from "../database.ts";

/** What a digest becomes by each kind of report. Who can say no by a provider's button has got the mail. */
const BECOMES: Readonly<Record<FeedbackKind, DigestState>> = {
  delivered: "delivered",
  unsubscribed: "delivered",
  hard_bounce: "bounced",
  soft_bounce: "bounced",
  not_sent: "bounced",
  complaint: "complained",
};

/** Of several reports about one digest the last of these holds. */
const EVIDENCE = ["delivered", "bounced", "complained"] as const satisfies readonly DigestState[];

/** `('bounced', 'accepted')`, … : every step that a report may take. */
const STEPS = EVIDENCE.flatMap((to) => statesBefore(to).map((from) => `('${to}', '${from}')`)).join(", ");
const RELEASING = EVIDENCE.filter(releasesPicks)
  .map((state) => `'${state}'`)
  .join(", ");

/** What members say, and no server of their address. */
const WORDS_OF_MEMBERS = "'complaint', 'unsubscribed'";

/**
 * In the order of their ids, so that two writers of the same reports wait for each other instead of dying. A digest's
 * report acts on its own member's address, and only as long as that is the one reported: a member who has moved on is not
 * judged by what became of the old address, and a signed address names no other member. Who was joined to another since has
 * that one's address, which no bounce that names none speaks of; but who said no has. Of what comes back of a member who was
 * erased meanwhile, the server's words are not kept: they say to whom it went.
 */
const KEEP = `
  INSERT INTO feedback (source, source_id, kind, member_id, digest_id, email_hash, matched, at, received_at, status, text)
  SELECT k.source, k.source_id, k.kind, coalesce(d.member_id, k.member_id), k.digest_id,
    CASE WHEN k.member_id IS NULL THEN k.hash
      WHEN k.hash = m.email_hash OR (k.hash IS NULL AND (m.id = k.member_id OR k.kind IN (${WORDS_OF_MEMBERS}))) THEN m.email_hash
    END,
    CASE WHEN k.member_id IS NULL THEN EXISTS (SELECT FROM member o WHERE o.email_hash = k.hash) ELSE d.id IS NOT NULL END,
    k.at, $9, k.status, CASE WHEN EXISTS (SELECT FROM suppression s WHERE s.email_hash = k.hash AND s.reason = 'erased')
      OR (k.member_id IS NOT NULL AND NOT EXISTS (SELECT FROM member o WHERE o.id = k.member_id)) THEN '' ELSE k.text END
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bytea[], $7::timestamptz[], $8::text[], $10::text[])
    AS k(source, source_id, kind, member_id, digest_id, hash, at, status, text)
  LEFT JOIN member named ON named.id = k.member_id
  LEFT JOIN digest d ON d.id = k.digest_id AND d.member_id IN (k.member_id, named.merged_into)
  LEFT JOIN member m ON d.id IS NOT NULL AND m.id = coalesce(named.merged_into, named.id)
  ORDER BY k.source, k.source_id
  ON CONFLICT (source, source_id) DO NOTHING
  RETURNING source, source_id AS "sourceId", kind, member_id AS "memberId", digest_id AS "digestId",
    email_hash AS "emailHash", matched, text`;

/** The server's words replace those of the submission only where they say why the mail came back. */
const MOVE = `
  WITH told AS (
    SELECT DISTINCT ON (member_id, id) * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
      AS k(member_id, id, state, reason, by, text)
    ORDER BY member_id, id, array_position($7::text[], state) DESC
  ), locked AS (
    SELECT d.member_id, d.id FROM digest d JOIN told k ON k.member_id = d.member_id AND k.id = d.id
    ORDER BY d.member_id, d.id FOR UPDATE OF d
  ), moved AS (
    UPDATE digest d SET state = k.state, changed_by = k.by, changed_at = clock_timestamp(), lease_until = NULL,
      accepted_at = coalesce(d.accepted_at, d.submitted_at, $8),
      reason = CASE k.state WHEN 'delivered' THEN NULL ELSE k.reason END,
      smtp_code = CASE k.state WHEN 'bounced' THEN substring(k.text FROM '^([245][0-9]{2})[ -]')::integer ELSE d.smtp_code END,
      smtp_text = CASE k.state WHEN 'bounced' THEN k.text ELSE d.smtp_text END
    FROM told k JOIN locked USING (member_id, id)
    WHERE d.member_id = k.member_id AND d.id = k.id AND (k.state, d.state) IN (${STEPS})
    RETURNING d.member_id, d.id, d.state
  )
  UPDATE pick p SET held = false FROM moved
  WHERE moved.state IN (${RELEASING}) AND p.member_id = moved.member_id AND p.digest_id = moved.id`;

/** In the order in which claims lock, so that the two never wait for each other. */
const LOCK_ADDRESSES = "SELECT FROM member WHERE email_hash = ANY($1::bytea[]) ORDER BY id FOR UPDATE";

/** A digest counts once, however many servers report it; nothing is older than now. */
const SCORE = `
  SELECT email_hash AS "emailHash" FROM (
    SELECT f.email_hash, max(least(f.at, $2)) AS at FROM feedback f
    WHERE f.email_hash = ANY($1::bytea[]) AND f.kind = 'soft_bounce' AND f.matched
      AND f.at > coalesce((
        SELECT max(a.at) FROM feedback a WHERE a.email_hash = f.email_hash AND a.kind = 'delivered' AND a.matched
      ), '-infinity')
    GROUP BY f.email_hash, f.digest_id, CASE WHEN f.digest_id IS NULL THEN f.source_id END
  ) bounces
  GROUP BY email_hash
  HAVING sum(0.5 ^ (extract(epoch FROM $2 - at) / ${SOFT_BOUNCE_HALF_LIFE_DAYS * 86_400})) >= ${SOFT_BOUNCE_LIMIT}`;

/**
 * The first reason stays, since it says since when. But all others stand above a plain unsubscribing, which a later yes
 * undoes, and a complaint above them all.
 */
const SUPPRESS = `
  INSERT INTO suppression AS s (email_hash, reason, source, at)
  SELECT k.email_hash, k.reason, k.source, $4 FROM unnest($1::bytea[], $2::text[], $3::text[]) AS k(email_hash, reason, source)
  ORDER BY k.email_hash
  ON CONFLICT (email_hash) DO UPDATE SET reason = excluded.reason
    WHERE (excluded.reason = 'complaint' AND s.reason NOT IN ('complaint', 'erased')) OR (s.reason = 'unsubscribed' AND excluded.reason <> s.reason)
  RETURNING xmax = 0 AS added`;

/** As on the page: it holds for everybody who has the address, and against the yes of a later import. */
const UNSUBSCRIBE = `
  UPDATE member m SET subscribed = false, consent_at = $3, consent_source = k.source
  FROM unnest($1::bytea[], $2::text[]) AS k(email_hash, source)
  WHERE m.email_hash = k.email_hash AND (m.subscribed IS DISTINCT FROM false OR coalesce(m.consent_source, $4) = $4)`;

const END_QUEUED = `
  WITH ended AS (
    UPDATE digest d SET state = 'suppressed', reason = k.reason, changed_by = k.by, changed_at = clock_timestamp()
    FROM unnest($1::bytea[], $2::text[], $3::text[]) AS k(email_hash, reason, by)
    JOIN member m ON m.email_hash = k.email_hash
    WHERE d.member_id = m.id AND d.state = ANY($4::text[])
    RETURNING d.member_id, d.id
  )
  UPDATE pick p SET held = false FROM ended WHERE p.member_id = ended.member_id AND p.digest_id = ended.id`;

interface KeptRow {
  readonly source: string;
  readonly sourceId: string;
  readonly kind: FeedbackKind;
  readonly memberId: number | null;
  readonly digestId: number | null;
  readonly emailHash: Buffer | null;
  readonly matched: boolean;
  readonly text: string;
}

interface Verdict {
  readonly emailHash: Buffer;
  readonly reason: "complaint" | "hard_bounce" | "soft_bounces" | "unsubscribed";
  readonly source: string;
  readonly by: string;
}

/** Why nothing more is sent to an address; of several, the first of these. */
const VERDICTS = { complaint: "complaint", hard_bounce: "hard_bounce", unsubscribed: "unsubscribed" } as const;

const MOST_TEXT = 500;
/** A server's words are shown on terminals and pages, and PostgreSQL keeps no NUL. */
const CONTROL_OR_SPACE = /[\s\p{Cc}]+/gu;

export function createFeedbackStore(database: Database): FeedbackStore {
  return {
    record: async (feedback, at) => {
      if (feedback.length === 0) return { recorded: 0, unmatched: 0, suppressed: 0 };
      return database.transaction(async (transaction) => {
        const kept = await keep(transaction, feedback, at);
        const matched = kept.filter((row) => row.matched);
        await move(transaction, matched, at);
        return {
          recorded: kept.length,
          unmatched: kept.length - matched.length,
          suppressed: await suppress(transaction, matched, at),
        };
      });
    },
  };
}

async function keep(transaction: Queryable, feedback: readonly Feedback[], at: Date): Promise<KeptRow[]> {
  const hashAddress = await addressHasher(transaction);
  const column = <Value>(pick: (one: Feedback) => Value): Value[] => feedback.map(pick);
  return transaction.query<KeptRow>({
    text: KEEP,
    values: [
      column(({ source }) => source),
      column(({ sourceId }) => sourceId),
      column(({ kind }) => kind),
      column(({ key }) => key?.memberId ?? null),
      column(({ key }) => key?.digestId ?? null),
      column(({ address }) => (address === null ? null : hashAddress(address))),
      column((one) => one.at),
      column(({ status }) => status),
      at,
      column(({ text }) => text.replace(CONTROL_OR_SPACE, " ").trim().slice(0, MOST_TEXT)),
    ],
  });
}

async function move(transaction: Queryable, rows: readonly KeptRow[], at: Date): Promise<void> {
  const about = rows.filter(({ digestId }) => digestId !== null);
  if (about.length === 0) return;
  await transaction.query({
    text: MOVE,
    values: [
      about.map(({ memberId }) => memberId),
      about.map(({ digestId }) => digestId),
      about.map(({ kind }) => BECOMES[kind]),
      about.map(({ kind }) => kind),
      about.map(byOf),
      about.map(({ text }) => text),
      EVIDENCE,
      at,
    ],
  });
}

/** Answers how many addresses get nothing more. */
async function suppress(transaction: Queryable, rows: readonly KeptRow[], at: Date): Promise<number> {
  const about = rows.filter((row): row is KeptRow & { emailHash: Buffer } => row.emailHash !== null);
  const hashes = about
    .filter(({ kind }) => kind in VERDICTS || kind === "soft_bounce")
    .map(({ emailHash }) => emailHash);
  if (hashes.length === 0) return 0;
  await transaction.query({ text: LOCK_ADDRESSES, values: [hashes] });
  const verdicts = new Map<string, Verdict>();
  const judge = (row: (typeof about)[number], reason: Verdict["reason"]): void => {
    const hash = row.emailHash.toString("hex");
    if (!verdicts.has(hash))
      verdicts.set(hash, { emailHash: row.emailHash, reason, source: sourceOf(row), by: byOf(row) });
  };
  for (const [kind, reason] of Object.entries(VERDICTS)) {
    for (const row of about) if (row.kind === kind) judge(row, reason);
  }
  const soft = about.filter(({ kind }) => kind === "soft_bounce");
  const full = await transaction.query<{ emailHash: Buffer }>({
    text: SCORE,
    values: [soft.map(({ emailHash }) => emailHash), at],
  });
  for (const row of soft) if (full.some(({ emailHash }) => emailHash.equals(row.emailHash))) judge(row, "soft_bounces");

  const all = [...verdicts.values()];
  if (all.length === 0) return 0;
  const noes = about.filter(({ kind }) => kind === "unsubscribed");
  await transaction.query({
    text: UNSUBSCRIBE,
    values: [noes.map(({ emailHash }) => emailHash), noes.map(sourceOf), at, IMPORTED],
  });
  const suppressed = await transaction.query<{ added: boolean }>({
    text: SUPPRESS,
    values: [
      all.map(({ emailHash }) => emailHash),
      all.map(({ reason }) => reason),
      all.map(({ source }) => source),
      at,
    ],
  });
  // What a submitter has in its hands it drops before the first byte, since it asks for this again.
  await transaction.query({
    text: END_QUEUED,
    values: [
      all.map(({ emailHash }) => emailHash),
      all.map(({ reason }) => reason),
      all.map(({ by }) => by),
      statesBefore("suppressed"),
    ],
  });
  return suppressed.filter(({ added }) => added).length;
}

/** As the log of transitions names who did it. */
function byOf({ source }: KeptRow): string {
  if (source === "reply") return "refusal";
  if (source === "smtp" || source === "mailbox") return "bounce";
  return source === "click" ? "click" : `webhook ${source}`;
}

/** `digest 12.345` where one is known, as unsubscribing names it; else who reported it. */
function sourceOf({ source, memberId, digestId }: KeptRow): string {
  return digestId === null ? source : `digest ${memberId}.${digestId}`;
}
