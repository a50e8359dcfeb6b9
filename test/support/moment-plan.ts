import type { MomentPlan, PlannedRule } from "../../src/audience/ports.ts";
import { type Statement, StatementValues } from "../../src/core/statement.ts";

/** Eight in the morning of the day that `momentPlan` plans, in UTC. */
export const MOMENT = new Date("2026-03-10T08:00:00Z");

const EVERYONE: Statement = { text: "SELECT id AS member_id FROM member WHERE id > $1", values: [0] };

export interface MomentRule extends PlannedRule {
  readonly audience: Statement;
}

/** A rule of everyone, with no holdout and no cooldown that matters. */
export function momentRule(name: string, overrides: Partial<MomentRule> = {}): MomentRule {
  return {
    rule: name,
    hash: "0",
    audience: EVERYONE,
    blockedAfter: "2026-03-10",
    blockedSince: null,
    heldOut: null,
    planned: true,
    transactional: false,
    wait: null,
    ...overrides,
  };
}

/** One send moment as planning is given it: 10 March 2026, no caps, no holdout. */
export function momentPlan(rules: readonly MomentRule[], overrides: Partial<MomentPlan> = {}): MomentPlan {
  const values = new StatementValues();
  const selects = rules.map(({ audience }) => values.embed(audience));
  return {
    audiences: { relations: [], selects, values: values.values },
    timezone: "UTC",
    localDate: "2026-03-10",
    localTime: "08:00",
    instant: MOMENT,
    at: MOMENT,
    expiresAt: new Date("2026-03-11T04:00:00Z"),
    dayEndsAt: new Date("2026-03-11T00:00:00Z"),
    brake: null,
    rules,
    caps: [],
    consent: "assumed",
    programme: null,
    holdoutBy: "member",
    ...overrides,
  };
}
