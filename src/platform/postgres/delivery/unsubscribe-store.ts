import { IMPORTED, SAID_TO_US } from "../../../core/tracking/consent.ts";
import { statesBefore } from "../../../core/transitions.ts";
import type { UnsubscribeMember, UnsubscribeStore } from "../../../delivery/preferences/ports.ts";
import type { Database } from "../database.ts";
import { currentMember, currentMemberSql } from "./current-member.ts";

const FIND_MEMBER = `
  SELECT m.id AS "memberId", m.email, coalesce(own.language, m.locale) AS locale,
    m.subscribed IS FALSE OR s.email_hash IS NOT NULL AS unsubscribed
  FROM member m
  LEFT JOIN suppression s ON s.email_hash = m.email_hash
  LEFT JOIN member_preference own ON own.member_id = m.id
  WHERE m.id = ${currentMemberSql("$1::bigint")}`;

/** In the order in which claims lock, so that the two never wait for each other. */
const LOCK_SAME_ADDRESS = `
  SELECT id FROM member
  WHERE id = $1 OR email_hash = (SELECT email_hash FROM member WHERE id = $1)
  ORDER BY id FOR UPDATE`;

/**
 * When and by which digest is kept, so that the yes of a later import, which knows no better, does not undo it. A no that
 * only a file has said becomes the member's own, and that of the member who asks does whatever the site said.
 */
const UNSUBSCRIBE = `
  UPDATE member SET subscribed = false, consent_at = $3, consent_source = $2
  WHERE id = ANY($1::bigint[]) AND (subscribed IS DISTINCT FROM false OR coalesce(consent_source, $4) = $4
    OR (id = $5 AND consent_source !~ '${SAID_TO_US}'))`;

/** The first reason stays: it says since when, and by which digest. */
const SUPPRESS = `
  INSERT INTO suppression (email_hash, reason, source, at)
  SELECT email_hash, 'unsubscribed', $2, $3 FROM member WHERE id = $1 AND email_hash IS NOT NULL
  ON CONFLICT (email_hash) DO NOTHING`;

const END_QUEUED = `
  WITH ended AS (
    UPDATE digest SET state = 'suppressed', reason = 'unsubscribed', changed_by = $3, changed_at = clock_timestamp()
    WHERE member_id = ANY($1::bigint[]) AND state = ANY($2::text[])
    RETURNING member_id, id
  )
  UPDATE pick p SET held = false FROM ended WHERE p.member_id = ended.member_id AND p.digest_id = ended.id`;

/**
 * The no of one member went to everyone with the address, so its end does too: to whom it came by the same act, and not to
 * those who have said no themselves.
 */
const RESUBSCRIBE = `
  UPDATE member m SET subscribed = true, consent_at = $3, consent_source = $2
  FROM (
    SELECT o.*, EXISTS (SELECT FROM suppression s WHERE s.email_hash = o.email_hash AND s.reason = 'unsubscribed') AS lifted
    FROM member o WHERE o.id = $1
  ) own
  WHERE (m.id = own.id AND (m.subscribed IS DISTINCT FROM true OR own.lifted))
    OR (m.email_hash = own.email_hash AND NOT m.subscribed AND NOT own.subscribed
      AND m.consent_at = own.consent_at AND m.consent_source = own.consent_source)`;

/** A complaint stays, and so does an address that mail came back from. */
const LIFT = `
  DELETE FROM suppression
  WHERE reason = 'unsubscribed' AND email_hash = (SELECT email_hash FROM member WHERE id = $1)`;

export function createUnsubscribeStore(database: Database): UnsubscribeStore {
  return {
    findMember: async (memberId) => {
      const [member] = await database.query<UnsubscribeMember>({ text: FIND_MEMBER, values: [memberId] });
      return member ?? null;
    },
    unsubscribe: (givenId, { source, by, at }) =>
      database.transaction(async (transaction) => {
        const memberId = await currentMember(transaction, givenId);
        const members = await transaction.query<{ id: number }>({ text: LOCK_SAME_ADDRESS, values: [memberId] });
        const ids = members.map(({ id }) => id);
        await transaction.query({ text: UNSUBSCRIBE, values: [ids, source, at, IMPORTED, memberId] });
        await transaction.query({ text: SUPPRESS, values: [memberId, source, at] });
        // What a submitter has in its hands it drops before the first byte, since it asks for this again.
        await transaction.query({ text: END_QUEUED, values: [ids, statesBefore("suppressed"), by] });
      }),
    resubscribe: (givenId, source, at) =>
      database.transaction(async (transaction) => {
        const memberId = await currentMember(transaction, givenId);
        await transaction.query({ text: LOCK_SAME_ADDRESS, values: [memberId] });
        await transaction.query({ text: RESUBSCRIBE, values: [memberId, source, at] });
        await transaction.query({ text: LIFT, values: [memberId] });
      }),
  };
}
