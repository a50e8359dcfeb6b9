import type { Queryable } from "../database.ts";

/** Links in mails name the member of their day: who was joined to another since is that one. SQL of a member's number. */
export const currentMemberSql = (memberId: string) =>
  `coalesce((SELECT merged_into FROM member WHERE id = ${memberId}), ${memberId})`;

export async function currentMember(queryable: Queryable, memberId: number): Promise<number> {
  const [row] = await queryable.query<{ id: number }>({
    text: `SELECT ${currentMemberSql("$1::bigint")} AS id`,
    values: [memberId],
  });
  return row?.id ?? memberId;
}
