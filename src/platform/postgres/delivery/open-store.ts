import { TOO_SOON_MS } from "../../../core/clicks/tag-visitor.ts";
import type { OpenStore } from "../../../delivery/clicks/ports.ts";
import type { Database } from "../database.ts";

/**
 * When a mail left is asked of the log of transitions, which has the machine's time of it. Of a digest that is gone, as
 * those of a member who was erased, nothing is kept.
 */
const KEEP = `
  INSERT INTO mail_open (member_id, digest_id, at, tag)
  SELECT $1, $2, now.at, CASE
    WHEN $3::text = 'human' AND coalesce(now.at - (
      SELECT max(t.at) FROM digest_transition t
      WHERE t.member_id = $1 AND t.digest_id = $2 AND t.to_state = 'submitting'
    ) < make_interval(secs => ${TOO_SOON_MS / 1000}), true) THEN 'unknown' ELSE $3 END
  FROM (SELECT clock_timestamp() AS at) now
  WHERE EXISTS (SELECT FROM digest d WHERE d.member_id = $1 AND d.id = $2)`;

export function createOpenStore(database: Database): OpenStore {
  return {
    record: async ({ memberId, digestId }, tag) => {
      await database.query({ text: KEEP, values: [memberId, digestId, tag] });
    },
  };
}
