import { foldMembers as foldRecords } from "../../../core/tracking/fold-members.ts";
import { type MemberRecord, ROLES } from "../../../core/tracking/member.ts";
import type { Queryable } from "../database.ts";
import { MEMBER_COLUMNS, type MemberRow, memberOf, RECORD_COLUMNS, rowsToWrite } from "./member-rows.ts";

/** The member's own word first, then that of the ids that were never replaced. Visitors have said nothing of themselves. */
const SELECT_SIDES = `SELECT s.to_id AS "toId", m.id AS number, m.joined_at AS "joinedAt", ${MEMBER_COLUMNS}
FROM (
  SELECT * FROM unnest($1::bigint[], $2::bigint[]) AS pair(id, to_id) UNION SELECT t, t FROM unnest($2::bigint[]) AS t
) AS s JOIN member m ON m.id = s.id
ORDER BY s.to_id, m.id = s.to_id DESC, m.superseded, m.external_id COLLATE "C"`;

const WRITE = `UPDATE member SET email = r.email, email_hash = decode(r."emailHash", 'hex'), name = r.name,
  first_name = r."firstName", last_name = r."lastName", locale = r.locale, reads = r.reads, timezone = r.timezone, role = r.role,
  company = r.company, subscribed = r.subscribed, consent_at = r."consentAt", consent_source = r."consentSource",
  renewal_at = r."renewalAt", created_at = r."createdAt", joined_at = r."joinedAt", attributes = r.attributes,
  stated_at = r."statedAt", stated = r.stated, merged_into = NULL
FROM json_to_recordset($1::json) AS r(number bigint, "joinedAt" timestamptz, ${RECORD_COLUMNS}) WHERE member.id = r.number`;

const KEPT = ["email", "name", "first_name", "last_name", "locale", "reads", "timezone", "company", "renewal_at"];

/** What is left of an id that somebody went by: where what comes under it goes. Those that led there lead on. */
const LEAVE_BEHIND = `UPDATE member SET merged_into = pair.to_id, role = 'merged',
  ${[
    ...KEPT,
    "email_hash",
    "subscribed",
    "consent_at",
    "consent_source",
    "created_at",
    "stated_at",
    "stated",
    "first_visit_at",
    "last_visit_at",
    "last_act_at",
  ]
    .map((column) => `${column} = NULL`)
    .join(", ")},
  usual_interval_days = NULL, mean_interval_days = NULL, interval_trend = NULL, visit_count = 0, visit_days = 0, view_count = 0, attributes = '{}'
FROM unnest($1::bigint[], $2::bigint[]) AS pair(from_id, to_id)
WHERE (member.id = pair.from_id OR member.merged_into = pair.from_id) AND member.id <> pair.to_id`;

interface Side extends MemberRecord {
  readonly number: number;
  readonly joinedAt: Date;
}

/** Makes one member of several, by what the site says of each; the others only lead to it afterwards. */
export async function foldMembers(
  transaction: Queryable,
  froms: readonly number[],
  tos: readonly number[],
): Promise<void> {
  const values = [froms, tos];
  const rows = await transaction.query<MemberRow & Omit<Side, keyof MemberRecord> & { readonly toId: number }>({
    text: SELECT_SIDES,
    values,
  });
  const groups = new Map<number, [Side, ...Side[]]>();
  for (const { toId, number, joinedAt, ...row } of rows) {
    const side = { ...memberOf({ ...row, role: ROLES.includes(row.role) ? row.role : "member" }), number, joinedAt };
    const group = groups.get(toId);
    if (group === undefined) groups.set(toId, [side]);
    else group.push(side);
  }
  const folded = [...groups.values()].map((group) => {
    const member = foldRecords(group);
    const joined = Math.min(...group.map(({ joinedAt }) => joinedAt.getTime()));
    return { ...member, joinedAt: member.createdAt ?? new Date(joined) };
  });
  await transaction.query({ text: WRITE, values: [JSON.stringify(await rowsToWrite(transaction, folded))] });
  await transaction.query({ text: LEAVE_BEHIND, values });
}
