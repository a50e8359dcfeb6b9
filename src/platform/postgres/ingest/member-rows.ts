import { isOfCall } from "../../../core/tracking/consent.ts";
import type { MemberFields, MemberRecord } from "../../../core/tracking/member.ts";
import { type KeptTimes, keepTimes, readTimes } from "../../../core/tracking/merge-member.ts";
import { addressHasher } from "../address-hash.ts";
import type { Queryable } from "../database.ts";

/** Of `m`. */
export const MEMBER_COLUMNS = `m.external_id AS id, m.email, m.name, m.first_name AS "firstName", m.last_name AS "lastName", m.locale, m.reads,
  m.timezone, m.role, m.company, m.subscribed, m.consent_at AS "consentAt", m.consent_source AS "consentSource",
  m.renewal_at AS "renewalAt", m.created_at AS "createdAt", m.attributes, m.stated_at AS "statedAt", m.stated`;

/** Of what `rowsToWrite` answers, as JSON. */
export const RECORD_COLUMNS = `id text, email text, "emailHash" text, name text, "firstName" text, "lastName" text,
  locale text, reads text[], timezone text, role text, company text, subscribed boolean, "consentAt" timestamptz,
  "consentSource" text, "renewalAt" timestamptz, "createdAt" timestamptz, attributes jsonb,
  "statedAt" timestamptz, stated jsonb`;

/** Locked in the order of their ids, as every statement that locks several members does. */
const SELECT_MEMBERS = `SELECT ${MEMBER_COLUMNS}
FROM member m WHERE m.id IN (SELECT coalesce(merged_into, id) FROM member WHERE external_id = ANY ($1::text[]))
ORDER BY m.id FOR UPDATE`;

const SELECT_CURRENT = `SELECT said.external_id AS said, now.external_id AS id
FROM member said JOIN member now ON now.id = said.merged_into WHERE said.external_id = ANY ($1::text[])`;

const UPSERT_MEMBERS = `INSERT INTO member AS m (external_id, email, email_hash, name, first_name, last_name, locale, reads, timezone,
  role, company, subscribed, consent_at, consent_source, renewal_at, created_at, joined_at, attributes,
  stated_at, stated)
SELECT r.id, r.email, decode(r."emailHash", 'hex'), r.name, r."firstName", r."lastName", r.locale, r.reads, r.timezone,
  r.role, r.company, r.subscribed, r."consentAt", r."consentSource", r."renewalAt", r."createdAt",
  coalesce(r."createdAt", $2), r.attributes, r."statedAt", r.stated
FROM json_to_recordset($1::json) AS r(${RECORD_COLUMNS})
ORDER BY r.id
ON CONFLICT (external_id) DO UPDATE SET email = excluded.email, email_hash = excluded.email_hash, name = excluded.name,
  first_name = excluded.first_name, last_name = excluded.last_name, locale = excluded.locale, reads = excluded.reads,
  timezone = excluded.timezone, role = excluded.role, company = excluded.company, subscribed = excluded.subscribed,
  consent_at = excluded.consent_at, consent_source = excluded.consent_source, renewal_at = excluded.renewal_at,
  created_at = excluded.created_at, joined_at = coalesce(excluded.created_at, m.joined_at),
  attributes = excluded.attributes, stated_at = excluded.stated_at, stated = excluded.stated`;

/**
 * A later yes lifts the unsubscribing of its address, and nothing else that stops mails to it; not one that only came with a
 * call, as a site sends it of every new account. Whoever else has the address and said no is still nobody to mail.
 */
const LIFT_UNSUBSCRIBED = `DELETE FROM suppression WHERE email_hash IN (
  SELECT s.email_hash FROM member m JOIN suppression s ON s.email_hash = m.email_hash
  WHERE m.external_id = ANY ($1::text[]) AND m.subscribed AND s.reason = 'unsubscribed' AND m.consent_at > s.at
  ORDER BY s.email_hash FOR UPDATE OF s)`;

export type MemberRow = MemberFields & KeptTimes & { readonly id: string };

export function memberOf({ statedAt, stated, ...member }: MemberRow): MemberRecord {
  return { ...member, statedAt: readTimes(member, { statedAt, stated }) };
}

export async function readMembers(transaction: Queryable, ids: readonly string[]): Promise<Map<string, MemberRecord>> {
  const rows = await transaction.query<MemberRow>({ text: SELECT_MEMBERS, values: [ids] });
  return new Map(rows.map((row) => [row.id, memberOf(row)]));
}

/** For each id that was joined to another, the one that its member goes by. */
export async function readCurrentIds(transaction: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await transaction.query<{ said: string; id: string }>({ text: SELECT_CURRENT, values: [ids] });
  return new Map(rows.map(({ said, id }) => [said, id]));
}

export async function rowsToWrite<Member extends MemberRecord>(transaction: Queryable, members: readonly Member[]) {
  const hashAddress = await addressHasher(transaction);
  return members.map((member) => ({
    ...member,
    ...keepTimes(member),
    emailHash: member.email === null ? null : hashAddress(member.email).toString("hex"),
  }));
}

export async function writeMembers(
  transaction: Queryable,
  members: readonly MemberRecord[],
  joinedAt: Date,
): Promise<void> {
  if (members.length === 0) return;
  const rows = await rowsToWrite(transaction, members);
  await transaction.query({ text: UPSERT_MEMBERS, values: [JSON.stringify(rows), joinedAt] });
  const yeses = members.filter(
    ({ subscribed, consentAt, consentSource }) => subscribed === true && consentAt !== null && !isOfCall(consentSource),
  );
  if (yeses.length > 0) await transaction.query({ text: LIFT_UNSUBSCRIBED, values: [yeses.map(({ id }) => id)] });
}
