import type { BrakeStore, HeldSlot, MailingCounts } from "../../../audience/holding/ports.ts";
import { addDays, startOfLocalDay } from "../../../core/calendar.ts";
import { ACCEPTED_STATES } from "../../../core/community.ts";
import { literalsOf } from "../../../core/statement.ts";
import type { Database, Queryable } from "../database.ts";
import { PLANNING_LOCK } from "./planning-lock.ts";

/** `digests` counts what can still be composed or sent. */
const HELD = `
  SELECT s.rule, s.timezone, s.period AS "localDate", s.held_by AS "heldBy", s.usual, s.held_until AS until,
    (SELECT count(*) FROM digest d WHERE d.slot_id = s.id AND d.state IN ('planned', 'rendered', 'deferred')) AS digests
  FROM slot s
  WHERE s.state = 'braked' AND s.held_until > $1 AND ($2::text IS NULL OR s.rule = $2) AND ($3::text IS NULL OR s.period = $3)
  ORDER BY s.instant, s.timezone, s.rule`;

const RELEASE_SLOTS = `
  UPDATE slot SET state = 'released'
  WHERE state = 'braked' AND held_until > $1 AND rule = $2 AND ($3::text IS NULL OR period = $3)`;

const RELEASE_DATES = "DELETE FROM rule_hold WHERE rule = $1 AND ($2::text IS NULL OR period = $2)";

export function createBrakeStore(database: Database): BrakeStore {
  return {
    heldSlots: (at, rule) => readHeld(database, at, rule, null),
    release: (rule, localDate, at) =>
      database.transaction(async (transaction) => {
        await transaction.query({ text: "SELECT pg_advisory_xact_lock($1)", values: [PLANNING_LOCK] });
        const waited = await readHeld(transaction, at, rule, localDate);
        await transaction.query({ text: RELEASE_SLOTS, values: [at, rule, localDate] });
        await transaction.query({ text: RELEASE_DATES, values: [rule, localDate] });
        return waited;
      }),
    // Under the planner's lock: a moment that is being planned just now sees the hold, or its slot is seen here.
    hold: (rule, localDate, at) =>
      database.transaction(async (transaction) => {
        await transaction.query({ text: "SELECT pg_advisory_xact_lock($1)", values: [PLANNING_LOCK] });
        await transaction.query({ text: HOLD_DATE, values: [rule, localDate, at] });
        const slots = await transaction.query<{ id: number; timezone: string }>({
          text: FIND_MAILING,
          values: [rule, localDate],
        });
        const ends = slots.map(({ timezone }) => startOfLocalDay(addDays(localDate, 1), timezone));
        await transaction.query({ text: HOLD_SLOTS, values: [slots.map(({ id }) => id), ends, at] });
      }),
    countMailing: async (rule, localDate) => {
      const [counts] = await database.query<MailingCounts>({ text: COUNT_MAILING, values: [rule, localDate] });
      return counts ?? { isHeld: false, waiting: 0, held: 0, left: 0 };
    },
  };
}

/** Slots of one date end at as many instants as there are timezones. */
const FIND_MAILING =
  "SELECT id, timezone FROM slot WHERE rule = $1 AND period = $2 AND state IN ('planned', 'released')";

const HOLD_SLOTS = `
  UPDATE slot SET state = 'braked', held_by = 'review', held_until = k.until
  FROM unnest($1::bigint[], $2::timestamptz[]) AS k(id, until) WHERE slot.id = k.id AND k.until > $3`;

const HOLD_DATE = "INSERT INTO rule_hold (rule, period, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

const COUNT_MAILING = `
  SELECT EXISTS (SELECT FROM rule_hold WHERE rule = $1 AND period = $2) AS "isHeld",
    count(*) FILTER (WHERE d.state IN ('planned', 'rendered', 'deferred')) AS waiting,
    count(*) FILTER (WHERE d.state IN ('planned', 'rendered', 'deferred') AND s.state = 'braked') AS held,
    count(*) FILTER (WHERE d.state IN ('claimed', 'submitting', ${literalsOf(ACCEPTED_STATES)}, 'unknown', 'failed')) AS "left"
  FROM slot s JOIN digest d ON d.slot_id = s.id
  WHERE s.rule = $1 AND s.period = $2`;

function readHeld(database: Queryable, at: Date, rule: string | null, localDate: string | null): Promise<HeldSlot[]> {
  return database.query<HeldSlot>({ text: HELD, values: [at, rule, localDate] });
}
