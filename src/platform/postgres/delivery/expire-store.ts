import { statesBefore } from "../../../core/transitions.ts";
import type { ExpireStore } from "../../../delivery/ports.ts";
import type { Database } from "../database.ts";

/** What may leave once. */
const WAITING = statesBefore("expired").filter((state) => state !== "withheld");

/** What was withheld expires only where nobody was exposed to it, in a trial: as what the treated did not get, and for the same reasons. */
const EXPIRE = `
  WITH braked AS (
    SELECT id FROM slot WHERE state = 'braked' AND held_until <= $2
  ), late AS (
    (SELECT member_id, id FROM digest
     WHERE state = ANY($1::text[]) AND (expires_at <= $2 OR rule <> ALL($3::text[]) OR slot_id = ANY(ARRAY(SELECT id FROM braked)))
     ORDER BY slot_at, member_id, id LIMIT $4)
    UNION ALL
    (SELECT member_id, id FROM digest
     WHERE state = 'withheld' AND exposes_programme IS NOT NULL
       AND (expires_at <= $2 OR rule <> ALL($3::text[]) OR slot_id = ANY(ARRAY(SELECT id FROM braked)))
     ORDER BY slot_at, member_id, id LIMIT $4)
    LIMIT $4
  ), locked AS (
    SELECT d.member_id, d.id FROM digest d JOIN late ON d.member_id = late.member_id AND d.id = late.id
    ORDER BY d.member_id, d.id FOR UPDATE OF d
  ), ended AS (
    UPDATE digest d SET state = 'expired', changed_by = 'cycle', changed_at = clock_timestamp(),
      reason = CASE WHEN d.expires_at <= $2 THEN 'late' WHEN d.rule <> ALL($3::text[]) THEN 'rule_gone' ELSE 'not_released' END
    FROM locked WHERE d.member_id = locked.member_id AND d.id = locked.id AND (d.state = ANY($1::text[]) OR d.state = 'withheld' AND d.exposes_programme IS NOT NULL)
    RETURNING d.member_id, d.id
  ), released AS (
    UPDATE pick p SET held = false FROM ended WHERE p.member_id = ended.member_id AND p.digest_id = ended.id
  )
  SELECT count(*) AS expired FROM ended`;

/** What a person let pass: none of its digests can leave any more. */
const EXPIRE_SLOTS = `
  UPDATE slot s SET state = 'expired'
  WHERE s.state = 'braked' AND s.held_until <= $1
    AND NOT EXISTS (SELECT FROM digest d WHERE d.slot_id = s.id AND d.state = ANY($2::text[]))`;

export function createExpireStore(database: Database): ExpireStore {
  return {
    expire: async (at, rules, limit) => {
      const values = [WAITING, at, rules, limit];
      const [row] = await database.query<{ expired: number }>({ text: EXPIRE, values });
      return row?.expired ?? 0;
    },
    expireHeldSlots: async (at) => {
      await database.query({ text: EXPIRE_SLOTS, values: [at, WAITING] });
    },
  };
}
