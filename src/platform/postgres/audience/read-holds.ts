import type { Holder, MomentPlan } from "../../../audience/ports.ts";
import { DAY_MS } from "../../../core/calendar.ts";
import { BRAKE_DAYS, isTooLarge, type UsualSlot } from "../../../core/rules/brake.ts";
import type { Queryable } from "../database.ts";
import { isWaiting } from "./moment-statement.ts";

/** What may hold the slots of a moment, by rule. */
export interface Holds {
  readonly usual: ReadonlyMap<string, UsualSlot>;
  /** Rules whose mailing of that date somebody holds. */
  readonly byReview: ReadonlySet<string>;
}

/** A slot that was held and never released was not usual. */
const READ_USUAL = `SELECT rule, count(*) AS slots, percentile_cont(0.5) WITHIN GROUP (ORDER BY (funnel->>'planned')::int) AS planned
FROM slot
WHERE rule = ANY($1::text[]) AND timezone = $2 AND instant >= $3::timestamptz AND instant < $4::timestamptz
  AND state IN ('planned', 'released') AND (funnel->>'planned')::int > 0
GROUP BY rule`;

export async function readHolds(database: Queryable, plan: MomentPlan): Promise<Holds> {
  // What a rule waits for comes as it comes: no cycle's slot is usual, and none has a date to be looked at before.
  if (isWaiting(plan)) return { usual: new Map(), byReview: new Set() };
  const rules = plannedRanks(plan).map((rank) => plan.rules[rank]?.rule);
  const since = new Date(plan.instant.getTime() - BRAKE_DAYS * DAY_MS);
  const lately = await database.query<UsualSlot & { rule: string }>({
    text: READ_USUAL,
    values: [rules, plan.timezone, since, plan.instant],
  });
  const held = await database.query<{ rule: string }>({
    text: "SELECT rule FROM rule_hold WHERE rule = ANY($1::text[]) AND period = $2",
    values: [rules, plan.localDate],
  });
  return {
    usual: new Map(lately.map(({ rule, ...usual }) => [rule, usual])),
    byReview: new Set(held.map(({ rule }) => rule)),
  };
}

export function holderOf(
  rule: string,
  planned: number,
  { brake }: MomentPlan,
  { usual, byReview }: Holds,
): Holder | null {
  if (planned === 0) return null;
  if (byReview.has(rule)) return "review";
  return isTooLarge(planned, usual.get(rule) ?? null, brake) ? "brake" : null;
}

export function plannedRanks(plan: MomentPlan): number[] {
  return plan.rules.flatMap((rule, rank) => (rule.planned ? [rank] : []));
}
