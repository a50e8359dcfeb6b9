import type { StoredVote, VoteStore } from "../../../delivery/votes/ports.ts";
import type { Database } from "../database.ts";
import { currentMemberSql } from "./current-member.ts";

const FIND = `
  SELECT c.title, c.url, own.language AS "mailLanguage", m.locale, v.member_id IS NOT NULL AS useful
  FROM member m CROSS JOIN content c
  LEFT JOIN member_preference own ON own.member_id = m.id
  LEFT JOIN vote v ON v.member_id = m.id AND v.content_id = c.id
  WHERE m.id = ${currentMemberSql("$1::bigint")} AND c.id = $2`;

const ADD = `
  INSERT INTO vote (member_id, content_id, digest_id, at)
  SELECT m.id, c.id, $3, $4 FROM member m CROSS JOIN content c
  WHERE m.id = ${currentMemberSql("$1::bigint")} AND c.id = $2
  ON CONFLICT (member_id, content_id) DO NOTHING`;

const REMOVE = `DELETE FROM vote WHERE member_id = ${currentMemberSql("$1::bigint")} AND content_id = $2`;

export function createVoteStore(database: Database): VoteStore {
  return {
    find: async ({ key, contentId }) => {
      const [vote] = await database.query<StoredVote>({ text: FIND, values: [key.memberId, contentId] });
      return vote ?? null;
    },
    add: async ({ key: { memberId, digestId }, contentId }, at) => {
      await database.query({ text: ADD, values: [memberId, contentId, digestId, at] });
    },
    remove: async ({ key, contentId }) => {
      await database.query({ text: REMOVE, values: [key.memberId, contentId] });
    },
  };
}
