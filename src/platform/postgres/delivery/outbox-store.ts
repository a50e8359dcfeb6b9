import type { ClickTag } from "../../../core/clicks/tag-visitor.ts";
import type { DigestKey, DigestState } from "../../../core/community.ts";
import type { ShownClick } from "../../../delivery/clicks/ports.ts";
import type {
  DigestChange,
  OutboxEntry,
  OutboxStore,
  ResolveStore,
  ShownDigest,
  ShownFeedback,
  ShownPick,
} from "../../../delivery/outbox/ports.ts";
import { unpackBody } from "../../mail/mail-body.ts";
import type { Database } from "../database.ts";
import { currentKey, ownerOfDigestSql } from "./current-member.ts";
import { MEMBER_NAME } from "./member-name.ts";

const ENTRY_COLUMNS = `
  d.member_id AS "memberId", d.id AS "digestId", m.external_id AS member, d.rule, d.period, d.arm, d.state, d.reason,
  (SELECT s.held_by FROM slot s WHERE s.id = d.slot_id AND s.state = 'braked' AND d.state IN ('planned', 'rendered', 'deferred')) AS "heldBy",
  d.slot_at AS "slotAt", d.expires_at AS "expiresAt", d.hold_until AS "holdUntil", d.retry_at AS "retryAt", d.attempts,
  d.submitted_at AS "submittedAt", d.accepted_at AS "acceptedAt", d.smtp_code AS "smtpCode", d.smtp_text AS "smtpText"`;

const LIST = `
  SELECT ${ENTRY_COLUMNS} FROM digest d JOIN member m ON m.id = d.member_id
  WHERE $1::text IS NULL OR d.state = $1
  ORDER BY d.state = 'unknown' DESC, d.changed_at DESC, d.id DESC LIMIT $2`;

const FIND = `
  SELECT ${ENTRY_COLUMNS}, m.email, ${MEMBER_NAME} AS name, m.locale, d.rule_hash AS "ruleHash", v.file AS "ruleFile", v.source AS "ruleSource",
    dm.message_id AS "messageId", dm.subject, dm.body, d.timezone,
    (SELECT s.planned_at FROM slot s WHERE s.id = d.slot_id) AS "plannedAt"
  FROM digest d
  JOIN member m ON m.id = d.member_id
  LEFT JOIN rule_version v ON v.rule = d.rule AND v.hash = d.rule_hash
  LEFT JOIN digest_mail dm ON dm.member_id = d.member_id AND dm.digest_id = d.id
  WHERE d.member_id = $1 AND d.id = $2`;

const FIND_PICKS = `
  SELECT p.position, c.external_id AS "contentId", c.title, p.kind, p.score, p.reason, p.held
  FROM pick p JOIN content c ON c.id = p.content_id
  WHERE p.member_id = $1 AND p.digest_id = $2 ORDER BY p.position`;

const FIND_HISTORY = `
  SELECT at, from_state AS "from", to_state AS "to", by, reason, relay, smtp_code AS "smtpCode", smtp_text AS "smtpText"
  FROM digest_transition WHERE member_id = $1 AND digest_id = $2 ORDER BY id`;

const FIND_FEEDBACK = `
  SELECT at, kind, source, status, text FROM feedback
  WHERE member_id = $1 AND digest_id = $2 ORDER BY at, source, source_id`;

const FIND_CLICKS = `
  SELECT k.at, k.tag, k.position, l.url FROM click k JOIN link l ON l.id = k.link_id
  WHERE k.member_id = $1 AND k.digest_id = $2 ORDER BY k.at, k.id`;

const FIND_OPENS = `
  SELECT tag, count(*) AS opens FROM mail_open WHERE member_id = $1 AND digest_id = $2 GROUP BY tag ORDER BY tag`;

interface EntryRow extends Omit<OutboxEntry, "key">, DigestKey {}

interface FoundRow extends EntryRow {
  readonly email: string | null;
  readonly name: string | null;
  readonly locale: string | null;
  readonly timezone: string;
  readonly plannedAt: Date | null;
  readonly ruleHash: string;
  readonly ruleFile: string | null;
  readonly ruleSource: string | null;
  readonly messageId: string | null;
  readonly subject: string | null;
  readonly body: Buffer | null;
}

function entryOf<Row extends DigestKey>({ memberId, digestId, ...rest }: Row) {
  return { key: { memberId, digestId }, ...rest };
}

export function createOutboxStore(database: Database): OutboxStore {
  return {
    countStates: async () => {
      const text = "SELECT state, count(*) AS digests FROM digest GROUP BY state ORDER BY state";
      const rows = await database.query<{ state: DigestState; digests: number }>({ text, values: [] });
      return Object.fromEntries(rows.map(({ state, digests }) => [state, digests]));
    },
    listDigests: async ({ state, limit }) =>
      (await database.query<EntryRow>({ text: LIST, values: [state, limit] })).map(entryOf),
    findDigest: async (key): Promise<ShownDigest | null> => {
      const { memberId, digestId } = await currentKey(database, key);
      const values = [memberId, digestId];
      const [[found], picks, history, feedback, clicks, opens] = await Promise.all([
        database.query<FoundRow>({ text: FIND, values }),
        database.query<ShownPick>({ text: FIND_PICKS, values }),
        database.query<DigestChange>({ text: FIND_HISTORY, values }),
        database.query<ShownFeedback>({ text: FIND_FEEDBACK, values }),
        database.query<ShownClick>({ text: FIND_CLICKS, values }),
        database.query<{ tag: ClickTag; opens: number }>({ text: FIND_OPENS, values }),
      ]);
      if (!found) return null;
      const { ruleHash, ruleFile, ruleSource, messageId, subject, body, ...entry } = found;
      return {
        ...entryOf(entry),
        ruleVersion: { hash: ruleHash, file: ruleFile, source: ruleSource },
        picks,
        history,
        feedback,
        clicks,
        opens: Object.fromEntries(opens.map((row) => [row.tag, row.opens])),
        mail:
          messageId !== null && subject !== null && body !== null ? { messageId, subject, ...unpackBody(body) } : null,
      };
    },
  };
}

/** A new fence: whoever submitted it before a person decided has no say any more. */
const RESOLVE = `
  WITH resolved AS (
    UPDATE digest d SET changed_by = $6,
      state = CASE $3 WHEN 'accepted' THEN 'accepted' WHEN 'resend' THEN CASE
        WHEN EXISTS (SELECT FROM digest_mail m WHERE m.member_id = d.member_id AND m.digest_id = d.id) THEN 'deferred'
        ELSE 'planned' END ELSE 'abandoned' END,
      reason = 'resolved', fence = fence + 1, changed_at = clock_timestamp(),
      accepted_at = CASE $3 WHEN 'accepted' THEN coalesce(submitted_at, $4) END,
      retry_at = CASE $3 WHEN 'resend' THEN clock_timestamp() END,
      expires_at = CASE $3 WHEN 'resend' THEN greatest(expires_at, $5) ELSE expires_at END
    FROM unnest($1::bigint[], $2::bigint[]) AS k(member_id, id) LEFT JOIN member named ON named.id = k.member_id
    WHERE d.member_id IN (k.member_id, named.merged_into) AND d.id = k.id AND d.state = 'unknown'
    RETURNING d.member_id, d.id, d.state
  ), released AS (
    UPDATE pick p SET held = false FROM resolved r
    WHERE r.state = 'abandoned' AND p.member_id = r.member_id AND p.digest_id = r.id
  )
  SELECT state FROM resolved`;

const FIND_UNKNOWN = `
  SELECT member_id AS "memberId", id AS "digestId" FROM digest
  WHERE state = 'unknown' AND changed_at <= clock_timestamp() - make_interval(secs => $1::float8 / 1000)`;

export function createResolveStore(database: Database): ResolveStore {
  return {
    findState: async ({ memberId, digestId }) => {
      const text = `SELECT state FROM digest WHERE member_id = ${ownerOfDigestSql("$1::bigint", "$2::bigint")} AND id = $2`;
      const [row] = await database.query<{ state: DigestState }>({ text, values: [memberId, digestId] });
      return row?.state ?? null;
    },
    findUnknown: (olderThanMs) => database.query<DigestKey>({ text: FIND_UNKNOWN, values: [olderThanMs] }),
    resolve: async (keys, { resolution, at, resendUntil, by }) => {
      const members = keys.map(({ memberId }) => memberId);
      const values = [members, keys.map(({ digestId }) => digestId), resolution, at, resendUntil, by];
      return (await database.query({ text: RESOLVE, values })).length;
    },
  };
}
