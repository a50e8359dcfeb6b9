import { REFUSALS_TO_HOLD } from "../../../core/pace/share-out.ts";
import type { HeldLimit, RuleWaits, WaitingStore } from "../../../delivery/outbox/ports.ts";
import type { Queryable } from "../database.ts";

/** Waiting mails are counted by their members' addresses: what an address's domain is called is not stored. */
const LIST_HELD = `
  SELECT name, refused_since AS since, held_until AS until, said, refusals FROM sending_limit
  WHERE refusals >= $1 ORDER BY refused_since, name`;

const COUNT_WAITING = `
  SELECT lower(substring(m.email FROM '[^@]*$')) AS domain, count(*) AS digests
  FROM digest d JOIN member m ON m.id = d.member_id
  WHERE d.state IN ('rendered', 'deferred') AND d.retry_at IS NOT NULL AND m.email IS NOT NULL
  GROUP BY 1 ORDER BY 2 DESC, 1`;

const COUNT_OPEN = `
  WITH open AS (
    SELECT d.rule, d.state, d.hold_until, d.retry_at, d.changed_at, s.held_by
    FROM digest d LEFT JOIN slot s ON s.id = d.slot_id AND s.state = 'braked'
    WHERE d.state IN ('planned', 'rendered', 'deferred')
  )
  SELECT coalesce(o.rule, r.rule) AS rule, coalesce(bool_or(r.paused), false) AS paused, count(o.rule) AS digests,
    count(*) FILTER (WHERE o.held_by = 'brake') AS brake, count(*) FILTER (WHERE o.held_by = 'review') AS review,
    count(*) FILTER (WHERE o.held_by IS NULL AND o.state = 'planned') AS planned,
    min(o.changed_at) FILTER (WHERE o.held_by IS NULL AND o.state = 'planned') AS "plannedSince",
    count(*) FILTER (WHERE o.held_by IS NULL AND o.state <> 'planned' AND o.hold_until IS NOT NULL) AS closed,
    min(o.hold_until) FILTER (WHERE o.held_by IS NULL AND o.state <> 'planned') AS "opensAt",
    count(*) FILTER (
      WHERE o.held_by IS NULL AND o.state <> 'planned' AND o.hold_until IS NULL AND o.retry_at IS NOT NULL
    ) AS turn
  FROM open o FULL JOIN rule_status r ON r.rule = o.rule
  WHERE o.rule IS NOT NULL OR r.paused
  GROUP BY 1 ORDER BY 1`;

export function createWaitingStore(database: Queryable): WaitingStore {
  return {
    countOpen: async () => {
      const [[all], rules] = await Promise.all([
        database.query<{ paused: boolean; restored: boolean }>({
          text: "SELECT paused, restored_at IS NOT NULL AS restored FROM installation",
          values: [],
        }),
        database.query<RuleWaits>({ text: COUNT_OPEN, values: [] }),
      ]);
      return { paused: all?.paused ?? false, restored: all?.restored ?? false, rules };
    },
    listHeld: () => database.query<HeldLimit>({ text: LIST_HELD, values: [REFUSALS_TO_HOLD] }),
    countWaiting: () => database.query<{ domain: string; digests: number }>({ text: COUNT_WAITING, values: [] }),
  };
}
