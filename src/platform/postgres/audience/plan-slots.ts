import type { Funnel, MomentPlan, PlannedSlot } from "../../../audience/ports.ts";
import type { Statement } from "../../../core/statement.ts";
import type { Queryable } from "../database.ts";
import { isWaiting, planMomentStatement, type SlotToFill } from "./moment-statement.ts";
import { type NamedPlan, nameProgramme } from "./name-programme.ts";
import { endPhases, openPhase } from "./open-phase.ts";
import { PLANNING_LOCK } from "./planning-lock.ts";
import { plannedRanks, readHolds } from "./read-holds.ts";
import { refreshSegments } from "./refresh-segments.ts";
import { funnelsOf, slotOf, type VerdictRow } from "./road-rows.ts";

/** Everything or nothing of it is to be committed. */
export async function planMoment(transaction: Queryable, asked: MomentPlan): Promise<PlannedSlot[]> {
  await transaction.query({ text: "SELECT pg_advisory_xact_lock($1)", values: [PLANNING_LOCK] });
  await readyToPlan(transaction);
  const plan = await nameProgramme(transaction, asked);
  const slots = await insertSlots(transaction, plan);
  if (slots.size === 0) return [];
  await endPhases(transaction, asked, [...slots.keys()]);
  await refreshSegments(transaction, plan);
  const rows = await transaction.query<VerdictRow>(planMomentStatement(plan, slots));
  const funnels = funnelsOf(plan, rows);
  if (isWaiting(plan)) await dropEmptySlots(transaction, plan, slots, funnels);
  const holds = await readHolds(transaction, plan);
  const planned = [...slots].map(([rank, slot]) => slotOf(plan, rank, slot.slotId, funnels, holds));
  await transaction.query({
    text: `UPDATE slot SET funnel = given.funnel, usual = given.usual, held_by = given.held_by,
  state = CASE WHEN given.held_by IS NULL THEN slot.state ELSE 'braked' END,
  held_until = CASE WHEN given.held_by IS NOT NULL THEN $5::timestamptz END
FROM unnest($1::bigint[], $2::jsonb[], $3::float8[], $4::text[]) AS given (id, funnel, usual, held_by) WHERE slot.id = given.id`,
    values: [
      planned.map(({ slotId }) => slotId),
      planned.map(({ funnel }) => JSON.stringify(funnel)),
      planned.map(({ rule }) => holds.usual.get(rule)?.planned ?? null),
      planned.map(({ heldBy }) => heldBy),
      plan.dayEndsAt,
    ],
  });
  return planned;
}

export async function readyToPlan(transaction: Queryable): Promise<void> {
  // A plan of a million members sorts and hashes; the default of 4 MB would spill each of them to disk.
  await transaction.query({ text: "SET LOCAL work_mem = '64MB'", values: [] });
  // A statement of so many expressions takes longer to compile than it runs.
  await transaction.query({ text: "SET LOCAL jit = off", values: [] });
}

/** The slots that did not stand yet, by the rule's place in the plan. */
async function insertSlots(transaction: Queryable, plan: NamedPlan): Promise<Map<number, SlotToFill>> {
  const ranks = plannedRanks(plan);
  const rows = await transaction.query<{ rule: string; id: number }>({
    text: `INSERT INTO slot (rule, rule_hash, timezone, period, local_time, instant, state, planned_at, programme)
SELECT rule, hash, $3, $4, $5, $6::timestamptz, 'planned', $7::timestamptz, $8 FROM unnest($1::text[], $2::text[]) AS due (rule, hash)
ON CONFLICT DO NOTHING
RETURNING rule, id`,
    values: [
      ranks.map((rank) => plan.rules[rank]?.rule),
      ranks.map((rank) => plan.rules[rank]?.hash),
      plan.timezone,
      periodOf(plan),
      plan.localTime,
      plan.instant,
      plan.at,
      plan.programme?.experiment ?? null,
    ],
  });
  if (rows.length === 0) return new Map();
  const { programme, holdoutBy } = plan;
  // By the slot's instant: exposures bear it too, and a programme ends where the next begins.
  const programmePhase =
    programme === null
      ? null
      : await openPhase(transaction, programme.experiment, programme.heldOut, holdoutBy, plan.instant);
  const slots = new Map<number, SlotToFill>();
  for (const rank of ranks) {
    const rule = plan.rules[rank];
    const slot = rows.find((row) => row.rule === rule?.rule);
    if (rule === undefined || slot === undefined) continue;
    const rulePhase =
      rule.heldOut === null ? null : await openPhase(transaction, rule.rule, rule.heldOut, holdoutBy, plan.at);
    slots.set(rank, { slotId: slot.id, programmePhase, rulePhase });
  }
  return slots;
}

/** Old enough for no window to be open that long: the earliest reminder of a live is told by then. */
const KEEP_WAITING_DAYS = 60;

/** A cycle in which nobody's window has ended leaves no slot, and old windows that were never told are forgotten. */
async function dropEmptySlots(
  transaction: Queryable,
  { at }: MomentPlan,
  slots: Map<number, SlotToFill>,
  funnels: ReadonlyMap<number, Funnel>,
): Promise<void> {
  const empty = [...slots].filter(([rank]) => (funnels.get(rank)?.matched ?? 0) === 0);
  for (const [rank] of empty) slots.delete(rank);
  const ids = empty.map(([, { slotId }]) => slotId);
  if (ids.length > 0) await transaction.query({ text: "DELETE FROM slot WHERE id = ANY($1::bigint[])", values: [ids] });
  await transaction.query({
    text: `DELETE FROM waiting_window WHERE opened_at < $1::timestamptz - ${KEEP_WAITING_DAYS} * interval '1 day'`,
    values: [at],
  });
}

export async function standingSlots(database: Queryable, plan: MomentPlan): Promise<Set<string>> {
  const rows = await database.query<{ rule: string }>({
    text: "SELECT rule FROM slot WHERE timezone = $1 AND period = $2 AND local_time = $3",
    values: [plan.timezone, periodOf(plan), plan.localTime],
  } satisfies Statement);
  return new Set(rows.map(({ rule }) => rule));
}

/** What a plan's slots are told apart by, beside rule and timezone. */
function periodOf(plan: MomentPlan): string {
  return isWaiting(plan) ? plan.instant.toISOString() : plan.localDate;
}
