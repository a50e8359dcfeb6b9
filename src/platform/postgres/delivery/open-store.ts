import { TOO_SOON_MS } from "../../../core/clicks/tag-visitor.ts";
import type { OpenStore } from "../../../delivery/clicks/ports.ts";
import type { Database } from "../database.ts";
import { ownerOfDigestSql } from "./current-member.ts";

/**
 * When a mail left is asked of the log of transitions, which has the machine's time of it. Of a digest that is gone, as
 * those of a member who was erased, nothing is kept.
 */
const KEEP = `
  INSERT INTO mail_open (member_id, digest_id, at, tag)
  SELECT d.member_id, d.id, now.at, CASE
    WHEN $3::text = 'human' AND coalesce(now.at - (
      SELECT max(t.at) FROM digest_transition t
      WHERE t.member_id = d.member_id AND t.digest_id = $2 AND t.to_state = 'submitting'
    ) < make_interval(secs => ${TOO_SOON_MS / 1000}), true) THEN 'unknown' ELSE $3 END
  FROM (SELECT clock_timestamp() AS at) now
  JOIN digest d ON d.member_id = ${ownerOfDigestSql("$1::bigint", "$2::bigint")} AND d.id = $2`;

export function createOpenStore(database: Database): OpenStore {
  return {
    record: async ({ memberId, digestId }, tag) => {
      await database.query({ text: KEEP, values: [memberId, digestId, tag] });
    },
  };
}
