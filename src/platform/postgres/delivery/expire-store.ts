import { statesBefore } from "../../../core/transitions.ts";
import type { ExpireStore } from "../../../delivery/ports.ts";
import type { Database } from "../database.ts";

const EXPIRE = `
  WITH late AS (
    SELECT member_id, id FROM digest
    WHERE state = ANY($1::text[]) AND (expires_at <= $2 OR rule <> ALL($3::text[]))
    ORDER BY slot_at, member_id, id LIMIT $4
  ), locked AS (
    SELECT d.member_id, d.id FROM digest d JOIN late ON d.member_id = late.member_id AND d.id = late.id
    ORDER BY d.member_id, d.id FOR UPDATE OF d
  ), ended AS (
    UPDATE digest d SET state = 'expired', changed_at = clock_timestamp(),
      reason = CASE WHEN d.expires_at <= $2 THEN 'late' ELSE 'rule_gone' END
    FROM locked WHERE d.member_id = locked.member_id AND d.id = locked.id AND d.state = ANY($1::text[])
    RETURNING d.member_id, d.id
  ), released AS (
    UPDATE pick p SET held = false FROM ended WHERE p.member_id = ended.member_id AND p.digest_id = ended.id
  )
  SELECT count(*) AS expired FROM ended`;

export function createExpireStore(database: Database): ExpireStore {
  return {
    expire: async (at, rules, limit) => {
      const values = [statesBefore("expired"), at, rules, limit];
      const [row] = await database.query<{ expired: number }>({ text: EXPIRE, values });
      return row?.expired ?? 0;
    },
  };
}
