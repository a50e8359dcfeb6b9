import type { Candidate, Funnel, MomentPlan, PlannedSlot } from "../../../audience/ports.ts";
import type { Arm } from "../../../core/community.ts";
import { type Holds, holderOf } from "./read-holds.ts";

export interface VerdictRow {
  rank: number;
  verdict: Exclude<keyof Funnel, "matched" | "planned"> | null;
  members: number;
}

export interface WinnerRow {
  rank: number;
  members: null;
  member_id: number;
  external_id: string;
  arm: Arm;
}

export interface HeldOutRow {
  rank: number;
  members: number;
  member_id: null;
  arm: "held_out";
}

export type RehearsedRow = VerdictRow | WinnerRow;
export type SampledRow = RehearsedRow | HeldOutRow;

export function isWinner(row: SampledRow): row is WinnerRow {
  return row.members === null;
}

export function isHeldOut(row: SampledRow): row is HeldOutRow {
  return row.members !== null && "arm" in row && row.arm !== null;
}

export function isVerdict(row: SampledRow): row is VerdictRow {
  return !isWinner(row) && !isHeldOut(row);
}

export function candidateOf(plan: MomentPlan, row: WinnerRow): Candidate {
  const { rank, member_id: memberId, external_id: externalId, arm } = row;
  return { rule: plan.rules[rank]?.rule ?? "", memberId, externalId, arm };
}

export function funnelsOf(plan: MomentPlan, rows: readonly VerdictRow[]): Map<number, Funnel> {
  return new Map(
    plan.rules.map((_, rank) => {
      const lost = (verdict: VerdictRow["verdict"]) =>
        rows.find((row) => row.rank === rank && row.verdict === verdict)?.members ?? 0;
      const funnel = {
        unsubscribed: lost("unsubscribed"),
        suppressed: lost("suppressed"),
        no_email: lost("no_email"),
        again_after: lost("again_after"),
        capped: lost("capped"),
        outranked: lost("outranked"),
        planned: lost(null),
      };
      const matched = Object.values(funnel).reduce((sum, members) => sum + members, 0);
      return [rank, { matched, ...funnel }];
    }),
  );
}

export function slotOf(
  plan: MomentPlan,
  rank: number,
  slotId: number | null,
  funnels: Map<number, Funnel>,
  holds: Holds,
): PlannedSlot {
  const funnel = funnels.get(rank);
  const rule = plan.rules[rank];
  if (funnel === undefined || rule === undefined) throw new Error(`No funnel for place ${rank} of the moment's order.`);
  return { rule: rule.rule, hash: rule.hash, slotId, funnel, heldBy: holderOf(rule.rule, funnel.planned, plan, holds) };
}
