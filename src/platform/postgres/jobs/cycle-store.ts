import type { DigestState } from "../../../core/community.ts";
import type { CycleStore, SlotOutcome } from "../../../jobs/ports.ts";
import type { Database } from "../database.ts";

export function createCycleStore(database: Database): CycleStore {
  return {
    openSlots: async () => {
      const rows = await database.query<{ slot_id: number }>({
        text: "SELECT DISTINCT slot_id FROM digest WHERE state IN ('planned', 'rendered', 'claimed', 'submitting', 'deferred') ORDER BY 1",
        values: [],
      });
      return rows.map(({ slot_id }) => slot_id);
    },

    countPlanned: async (slotIds, exceptDigests) => {
      const [row] = await database.query<{ digests: number }>({
        text: `SELECT count(*) AS digests FROM digest
WHERE state = 'planned' AND slot_id IN (SELECT id FROM slot WHERE id = ANY($1::bigint[]) AND state <> 'braked')
  AND id <> ALL($2::bigint[])`,
        values: [slotIds, exceptDigests],
      });
      return row?.digests ?? 0;
    },

    countToSend: async () => {
      const [row] = await database.query<{ inFlight: number; waiting: number }>({
        text: `SELECT count(*) FILTER (WHERE state IN ('claimed', 'submitting')) AS "inFlight",
  count(*) FILTER (WHERE state IN ('rendered', 'deferred')) AS waiting
FROM digest WHERE state IN ('rendered', 'claimed', 'submitting', 'deferred')`,
        values: [],
      });
      return row ?? { inFlight: 0, waiting: 0 };
    },

    msToNextRetry: async () => {
      const [row] = await database.query<{ ms: number | null }>({
        text: "SELECT extract(epoch FROM min(retry_at) - clock_timestamp()) * 1000 AS ms FROM digest WHERE state = 'deferred' OR (state = 'rendered' AND retry_at > clock_timestamp())",
        values: [],
      });
      return row?.ms == null ? null : Math.max(0, row.ms);
    },

    outcomes: (slotIds) =>
      database
        .query<
          Omit<SlotOutcome, "counts"> & { counts: { state: DigestState; reason: string | null; members: number }[] }
        >({
          text: `WITH counted AS (
  SELECT slot_id, state, reason, count(*) AS members FROM digest WHERE slot_id = ANY($1::bigint[]) GROUP BY 1, 2, 3
)
SELECT s.rule, s.timezone, coalesce(s.funnel, '{}') AS funnel,
  coalesce(substring(s.period FROM '^\\d{4}-\\d\\d-\\d\\d$'), to_char(s.instant AT TIME ZONE s.timezone, 'YYYY-MM-DD')) AS "localDate",
  CASE s.state WHEN 'braked' THEN s.held_by END AS "heldBy",
  coalesce((SELECT jsonb_agg(jsonb_build_object('state', state, 'reason', reason, 'members', members)) FROM counted c WHERE c.slot_id = s.id), '[]') AS counts
FROM slot s WHERE s.id = ANY($1::bigint[]) ORDER BY s.instant, s.timezone, s.rule`,
          values: [slotIds],
        })
        .then((rows) => rows.map((row): SlotOutcome => row)),
  };
}
