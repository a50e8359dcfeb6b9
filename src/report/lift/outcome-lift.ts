import { ARMS, type Arm } from "../../core/community.ts";
import { type ArmEstimate, type Estimated, estimateRatio, estimateShare } from "../../core/stats/arm-estimate.ts";
import { differArms, type Interval } from "../../core/stats/compare-arms.ts";
import { adjustByHistory } from "../../core/stats/cuped.ts";
import type { Counted } from "../../core/stats/log-scale.ts";
import { newcombeInterval, relativeShareInterval } from "../../core/stats/newcombe.ts";
import { type PhaseArms, phaseWeights, poolPhases } from "../../core/stats/pool-phases.ts";
import { sequentialInterval } from "../../core/stats/sequential.ts";
import { unitsForLift } from "../../core/stats/smallest-effect.ts";
import { addPairedRatios, invertPairedRatio, type PairedRatioSums } from "../../core/stats/sums.ts";
import type { Measure } from "../ports.ts";
import { roundBounds, roundInterval, roundNumber } from "../write/round-numbers.ts";
import {
  type ArmValue,
  type Bounds,
  MINIMAL_ARM,
  MINIMAL_CONTRIBUTORS,
  type Outcome,
  type OutcomeLift,
  type OutcomeReason,
  type OutcomeVerdict,
  type PurchaseOutcome,
  shownInterval,
  TARGET_LIFT,
} from "./lift-report.ts";
import { contributors, intervalsOf, smallestOf } from "./outcome-intervals.ts";

/** Both arms of one phase, as sums. */
export interface PhaseSums {
  readonly treated: { readonly members: number; readonly sums: PairedRatioSums };
  readonly held_out: { readonly members: number; readonly sums: PairedRatioSums };
}

export interface OutcomeContext {
  readonly interval: "classic" | "sequential";
  readonly sampleRatioOk: boolean;
  /** Members independent of each other: a share of them has Newcombe's interval. */
  readonly unit: "member" | "company";
  /** When so many units will be exposed at the present pace; null: never. */
  readonly dateOfUnits: (units: number) => Date | null;
}

/** Outcomes that are a ratio of two sums; time to return is not (lift-return-time.ts). */
export type RatioOutcome = Exclude<Outcome, "time_to_return" | PurchaseOutcome>;

export const MEASURE_OF: Readonly<Record<RatioOutcome, Measure>> = {
  visits: "visits",
  revisit_interval: "visits",
  came_back: "came_back",
  visibility: "visibility",
  pick_visibility: "pick_visibility",
};

const DAYS_A_WEEK = 7;
/** What turns the ratio of sums into the value that people read. */
const SCALE: Readonly<Record<RatioOutcome | PurchaseOutcome, number>> = {
  visits: DAYS_A_WEEK,
  revisit_interval: 1,
  came_back: 1,
  visibility: 1,
  pick_visibility: 1,
  orders: 1,
  amount: 1,
  tickets: 1,
};

/** One outcome of one experiment (or of one of its rules), all phases pooled. `phases` hold both arms each. */
export function liftOutcome(
  outcome: RatioOutcome | PurchaseOutcome,
  measured: readonly PhaseSums[],
  context: OutcomeContext,
): OutcomeLift {
  const phases = outcome === "revisit_interval" ? measured.map(invertPhase) : measured;
  const estimated = phases.map((phase) => estimatePhase(outcome, phase, context.unit));
  const reason = estimated.find((phase): phase is { reason: OutcomeReason & string } => "reason" in phase)?.reason;
  const complete = estimated.filter((phase): phase is PhaseArms => !("reason" in phase));
  const scale = SCALE[outcome];
  const counted = isShare(outcome, context) ? "yes_or_no" : "unevenly";
  if (phases.length === 0 || reason !== undefined) {
    return emptyLift(outcome, valueArms(phases, scale), reason ?? "no_units");
  }
  const pooled = poolPhases(complete);
  const differences = differArms(pooled.control, pooled.treated);
  const arms = ARMS.map((arm) =>
    armValue(arm, phases, (arm === "treated" ? pooled.treated : pooled.control).value, scale),
  );
  if ("reason" in differences) return emptyLift(outcome, arms, differences.reason);
  const units = pooled.control.units + pooled.treated.units;
  const relative = "reason" in differences.relative ? null : differences.relative;
  const intervals = intervalsOf(pooled, differences, counted);
  const newcombe = isShare(outcome, context) ? newcombeOf(phases, complete) : null;
  const ofRatio = newcombe?.relative ?? intervals.relative;
  const smallest = relative === null ? null : smallestOf(pooled);
  const needed = smallest === null ? null : unitsForLift(units, smallest, TARGET_LIFT);
  const lift: OutcomeLift = {
    outcome,
    arms,
    absolute: roundInterval(newcombe?.absolute ?? intervals.absolute, scale),
    relative: ofRatio && roundInterval(ofRatio, 1),
    p: roundNumber(intervals.p),
    sequential: {
      absolute: roundBounds(boundsOf(sequentialInterval(differences.absolute, units)), scale),
      relative: relative && roundBounds(boundsOf(sequentialInterval(relative, units)), 1),
    },
    cuped: adjustOutcome(phases, scale, counted),
    horizonDays: null,
    smallestEffect: {
      relative: smallest === null ? null : roundNumber(smallest),
      target: TARGET_LIFT,
      unitsNeeded: needed,
      date: needed === null || needed <= units ? null : (context.dateOfUnits(needed)?.toISOString() ?? null),
    },
    verdict: "not_seen",
    reason: "reason" in differences.relative ? differences.relative.reason : null,
  };
  const judged = judge(lift, context);
  const isThin =
    judged.verdict !== "too_early" && (relative === null || contributorsOf(measured) < MINIMAL_CONTRIBUTORS);
  return { ...lift, ...(isThin ? { verdict: "too_early", reason: "few_contributors" } : judged) };
}

function contributorsOf(phases: readonly PhaseSums[]): number {
  const sums = (arm: Arm) => phases.map((phase) => phase[arm].sums).reduce(addPairedRatios).main;
  return contributors(sums("treated"), sums("held_out"));
}

/** What the interval shown says. */
export function judge(lift: OutcomeLift, context: OutcomeContext): Pick<OutcomeLift, "verdict" | "reason"> {
  if (!context.sampleRatioOk) return { verdict: "too_early", reason: "sample_ratio" };
  if (lift.arms.some((arm) => arm.n < MINIMAL_ARM)) return { verdict: "too_early", reason: "small_arm" };
  const interval = shownInterval(lift, context.interval) ?? shownInterval(lift, context.interval, "absolute");
  if (interval === null) return { verdict: "too_early", reason: lift.reason };
  return { verdict: judgeInterval(lift.outcome, interval), reason: lift.reason };
}

/** Of these one hopes for fewer: days between visits and until the next, requests to support. */
const LESS_IS_BETTER: readonly Outcome[] = ["revisit_interval", "time_to_return", "tickets"];

export function judgeInterval(outcome: Outcome, { low, high }: Bounds): Exclude<OutcomeVerdict, "too_early"> {
  const wanted = LESS_IS_BETTER.includes(outcome) ? -1 : 1;
  if (low > 0) return wanted > 0 ? "better" : "worse";
  if (high < 0) return wanted > 0 ? "worse" : "better";
  return "not_seen";
}

/**
 * The verdict on the absolute effect, for words that tell it. The report judges by the relative one, whose interval may
 * hold zero where the absolute leaves it out, or the other way round: claimed is only what both do.
 */
export function judgeBoth(lift: OutcomeLift, absolute: Bounds | null): OutcomeVerdict {
  if (lift.verdict === "too_early" || absolute === null) return lift.verdict;
  return judgeInterval(lift.outcome, absolute) === lift.verdict ? lift.verdict : "not_seen";
}

/** A yes or no of each unit. */
function isShare(outcome: RatioOutcome | PurchaseOutcome, { unit }: Pick<OutcomeContext, "unit">): boolean {
  return outcome === "came_back" && unit === "member";
}

function estimatePhase(
  outcome: RatioOutcome | PurchaseOutcome,
  phase: PhaseSums,
  unit: "member" | "company",
): PhaseArms | { reason: OutcomeReason } {
  const estimate = ({ sums: { main } }: PhaseSums["treated"]): Estimated =>
    isShare(outcome, { unit }) ? estimateShare({ units: main.units, yes: main.numerator }) : estimateRatio(main);
  const [treated, control] = [estimate(phase.treated), estimate(phase.held_out)];
  if ("reason" in treated) return { reason: treated.reason };
  if ("reason" in control) return { reason: control.reason };
  return { treated: treated.estimate, control: control.estimate };
}

function newcombeOf(phases: readonly PhaseSums[], complete: readonly PhaseArms[]) {
  const weights = phaseWeights(complete);
  const share = ({ sums: { main } }: PhaseSums["treated"]) => ({ units: main.units, yes: main.numerator });
  const shares = phases.map((phase, index) => ({
    treated: share(phase.treated),
    control: share(phase.held_out),
    weight: weights[index] ?? 0,
  }));
  const [absolute, relative] = [newcombeInterval(shares), relativeShareInterval(shares)];
  return { absolute: "reason" in absolute ? null : absolute, relative: "reason" in relative ? null : relative };
}

function adjustOutcome(phases: readonly PhaseSums[], scale: number, counted: Counted): OutcomeLift["cuped"] {
  const adjusted = phases.map((phase) => adjustByHistory(phase.held_out.sums, phase.treated.sums));
  const nothing = { absolute: null, relative: null, theta: [], varianceReduction: null };
  const arms: PhaseArms[] = [];
  const theta: number[] = [];
  for (const phase of adjusted) {
    if ("reason" in phase) return { ...nothing, reason: phase.reason };
    arms.push(phase);
    theta.push(roundNumber(phase.theta * scale));
  }
  const pooled = poolPhases(arms);
  const differences = differArms(pooled.control, pooled.treated);
  if ("reason" in differences) return { ...nothing, theta, reason: differences.reason };
  const intervals = intervalsOf(pooled, differences, counted);
  return {
    absolute: roundInterval(intervals.absolute, scale),
    relative: intervals.relative && roundInterval(intervals.relative, 1),
    theta,
    varianceReduction: roundNumber(1 - differences.absolute.standardError ** 2 / rawVariance(pooled)),
    reason: "reason" in differences.relative ? differences.relative.reason : null,
  };
}

const rawVariance = ({ control, treated }: { control: ArmEstimate; treated: ArmEstimate }): number =>
  control.variance + treated.variance;

export const boundsOf = ({ low, high }: Interval): Bounds => ({ low, high });

function invertPhase({ treated, held_out }: PhaseSums): PhaseSums {
  return {
    treated: { ...treated, sums: invertPairedRatio(treated.sums) },
    held_out: { ...held_out, sums: invertPairedRatio(held_out.sums) },
  };
}

function armValue(arm: Arm, phases: readonly PhaseSums[], value: number | null, scale: number): ArmValue {
  const total = phases.map((phase) => phase[arm].sums).reduce(addPairedRatios).main;
  const raw = value ?? (total.denominator > 0 ? total.numerator / total.denominator : null);
  return {
    arm,
    n: total.units,
    members: phases.reduce((sum, phase) => sum + phase[arm].members, 0),
    value: raw === null ? null : roundNumber(raw * scale),
    numerator: roundNumber(total.numerator),
    denominator: roundNumber(total.denominator),
  };
}

function valueArms(phases: readonly PhaseSums[], scale: number): ArmValue[] {
  return phases.length === 0 ? [] : ARMS.map((arm) => armValue(arm, phases, null, scale));
}

/** An outcome without an effect, and why. */
export function emptyLift(
  outcome: Outcome,
  arms: readonly ArmValue[],
  reason: OutcomeReason,
  horizonDays: number | null = null,
): OutcomeLift {
  return {
    outcome,
    arms,
    absolute: null,
    relative: null,
    p: null,
    sequential: { absolute: null, relative: null },
    cuped: {
      absolute: null,
      relative: null,
      theta: [],
      varianceReduction: null,
      reason: outcome === "time_to_return" ? "not_adjusted" : reason,
    },
    horizonDays,
    smallestEffect: { relative: null, target: TARGET_LIFT, unitsNeeded: null, date: null },
    verdict: "too_early",
    reason,
  };
}
