import type { DigestKey } from "../../../core/community.ts";
import type { Queryable } from "../database.ts";

/** Links in mails name the member of their day: who was joined to another since is that one. SQL of a member's number. */
export const currentMemberSql = (memberId: string) =>
  `coalesce((SELECT merged_into FROM member WHERE id = ${memberId}), ${memberId})`;

/**
 * The number of the member who has a digest now, that a link or a report names by the member of its day: one that was being
 * sent when its member was joined to another follows a little later. Null where the digest is gone.
 */
export const ownerOfDigestSql = (memberId: string, digestId: string) =>
  `(SELECT own.member_id FROM digest own WHERE own.id = ${digestId}
    AND own.member_id IN (${memberId}, (SELECT merged_into FROM member WHERE id = ${memberId})))`;

/** The key under which a digest is kept now; as given where there is none. */
export async function currentKey(queryable: Queryable, { memberId, digestId }: DigestKey): Promise<DigestKey> {
  const [row] = await queryable.query<{ memberId: number | null }>({
    text: `SELECT ${ownerOfDigestSql("$1::bigint", "$2::bigint")} AS "memberId"`,
    values: [memberId, digestId],
  });
  return { memberId: row?.memberId ?? memberId, digestId };
}

export async function currentMember(queryable: Queryable, memberId: number): Promise<number> {
  const [row] = await queryable.query<{ id: number }>({
    text: `SELECT ${currentMemberSql("$1::bigint")} AS id`,
    values: [memberId],
  });
  return row?.id ?? memberId;
}
