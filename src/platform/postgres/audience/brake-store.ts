import type { BrakeStore, HeldSlot } from "../../../audience/ports.ts";
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
  };
}

function readHeld(database: Queryable, at: Date, rule: string | null, localDate: string | null): Promise<HeldSlot[]> {
  return database.query<HeldSlot>({ text: HELD, values: [at, rule, localDate] });
}
