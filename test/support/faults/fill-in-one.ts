import type { DigestKey } from "../../../src/core/community.ts";
import { packBody } from "../../../src/platform/mail/mail-body.ts";
import type { Database } from "../../../src/platform/postgres/database.ts";
import { messageId, NOW, TODAY } from "../outbox.ts";

export interface RenderedDigest {
  /** By its place. */
  readonly member: number;
  readonly slotAt: Date;
  readonly expiresAt: Date;
}

const FILL = `
  WITH given AS (
    SELECT * FROM unnest($1::integer[], $2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS g(member, slot_at, expires_at, place)
  ), people AS (
    INSERT INTO member (external_id, email, email_hash, name, joined_at)
    SELECT 'm' || member, 'member' || member || '@members.example', sha256(convert_to('member' || member || '@members.example', 'UTF8')),
      'Zoé', $4 FROM given GROUP BY member ORDER BY member
    RETURNING id, external_id
  ), contents AS (
    INSERT INTO content (external_id, title, url, published_at)
    SELECT 'c' || place, 'One', 'https://a.example', $4::timestamptz - interval '1 day' FROM given
    RETURNING id, external_id
  ), digests AS (
    INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state)
    SELECT p.id, 1, 'seven-days-away', 'hash', 'p' || g.place, 'Europe/Paris', g.slot_at, $5::date, $5::date, g.expires_at,
      'treated', 'rendered'
    FROM given g JOIN people p ON p.external_id = 'm' || g.member ORDER BY g.place
    RETURNING member_id, id, period
  ), picks AS (
    INSERT INTO pick (member_id, digest_id, position, content_id, kind, score, reason)
    SELECT d.member_id, d.id, 0, c.id, 'hot', 1, '{"code":"recent"}'
    FROM digests d JOIN contents c ON c.external_id = 'c' || substr(d.period, 2)
  )
  SELECT member_id AS "memberId", id AS "digestId" FROM digests ORDER BY substr(period, 2)::integer`;

const ADD_MAILS = `
  INSERT INTO digest_mail (member_id, digest_id, message_id, subject, body)
  SELECT k.member_id, k.id, k.message_id, 'Hello', $4
  FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS k(member_id, id, message_id)`;

/** Members, contents and digests as composing leaves them, in two statements; answers the digests in their order. */
export async function fillInOne(database: Database, digests: readonly RenderedDigest[]): Promise<DigestKey[]> {
  const keys = await database.query<DigestKey>({
    text: FILL,
    values: [
      digests.map(({ member }) => member),
      digests.map(({ slotAt }) => slotAt),
      digests.map(({ expiresAt }) => expiresAt),
      NOW,
      TODAY,
    ],
  });
  await database.query({
    text: ADD_MAILS,
    values: [
      keys.map(({ memberId }) => memberId),
      keys.map(({ digestId }) => digestId),
      keys.map(messageId),
      packBody({ html: "<p>Hello</p>", text: "Hello" }),
    ],
  });
  return keys;
}
