import type { Arm } from "../../core/community.ts";
import { phaseWeights } from "../../core/stats/pool-phases.ts";
import { kaplanMeier, limitsOf, type SurvivalCurve } from "../../core/stats/survival/kaplan-meier.ts";
import type { SurvivalReason, TimeCount } from "../../core/stats/survival/life-table.ts";
import { stratifiedLogRank } from "../../core/stats/survival/log-rank.ts";
import { type RestrictedMean, restrictedMean } from "../../core/stats/survival/restricted-mean.ts";
import { RETURN_DAYS, type ReturnTimes } from "../ports.ts";
import { roundNumber } from "../write/round-numbers.ts";
import type { ReturnArm, ReturnCurves, ReturnPoint } from "./lift-report.ts";

export interface ReturnPhaseArm extends Pick<ReturnTimes, "times" | "watched"> {
  readonly units: number;
  readonly members: number;
}

/** Both arms of one phase. */
export interface ReturnPhase {
  readonly treated: ReturnPhaseArm;
  readonly held_out: ReturnPhaseArm;
}

/** What can be followed up to one horizon. Times in hours. */
export interface FollowedReturns {
  readonly horizonDays: number;
  /** Those old enough, with the weights of their sizes. */
  readonly phases: readonly ReturnPhase[];
  readonly weights: readonly number[];
  readonly curves: readonly { readonly treated: SurvivalCurve; readonly held_out: SurvivalCurve }[];
  /** null where a curve ends before the horizon with somebody not back. */
  readonly means: { readonly treated: RestrictedMean; readonly held_out: RestrictedMean } | null;
}

const DAY_HOURS = 24;
/** A mean over days that hardly anyone has lived through would hang on those few. */
const LEAST_WATCHED = 0.1;

/**
 * The horizon is known from the times of exposure alone, never from who came back: the most days for which a tenth of both
 * arms of some phase have been exposed, at most 28.
 */
export function followReturns(phases: readonly ReturnPhase[]): FollowedReturns | { readonly reason: SurvivalReason } {
  const peopled = phases.filter(({ treated, held_out }) => treated.members > 0 && held_out.members > 0);
  if (peopled.length === 0) return { reason: "no_units" };
  const horizonDays = Math.max(...peopled.map(longestWatched));
  if (horizonDays === 0) return { reason: "beyond_follow_up" };
  const old = peopled.filter((phase) => longestWatched(phase) >= horizonDays);
  const curves = old.map(({ treated, held_out }) => ({ treated: curveOf(treated), held_out: curveOf(held_out) }));
  const weights = phaseWeights(
    old.map(({ treated, held_out }) => ({ treated: { units: treated.members }, control: { units: held_out.members } })),
  );
  const means = curves.map((both) => {
    const [treated, heldOut] = [both.treated, both.held_out].map((curve) =>
      restrictedMean(curve, horizonDays * DAY_HOURS),
    );
    return treated === undefined || heldOut === undefined || "reason" in treated || "reason" in heldOut
      ? null
      : { treated, held_out: heldOut };
  });
  const pool = (arm: Arm): RestrictedMean => ({
    estimate: weigh(means, weights, (both) => both?.[arm].estimate ?? 0, 1),
    standardError: Math.sqrt(weigh(means, weights, (both) => (both?.[arm].standardError ?? 0) ** 2, 2)),
    horizon: horizonDays * DAY_HOURS,
  });
  return {
    horizonDays,
    phases: old,
    weights,
    curves,
    means: means.includes(null) ? null : { treated: pool("treated"), held_out: pool("held_out") },
  };
}

export function returnedBy({ times }: ReturnPhaseArm, days: number): number {
  return times.reduce((total, { hour, returned }) => (hour < days * DAY_HOURS ? total + returned : total), 0);
}

export function traceReturns(
  { horizonDays, phases, weights, curves }: FollowedReturns,
  everyPhase: readonly ReturnPhase[],
  byCompany: boolean,
): ReturnCurves {
  const pointOf = (arm: Arm, day: number): ReturnPoint => {
    const time = day * DAY_HOURS;
    const steps = curves.map((both) => both[arm].findLast((step) => step.time <= time));
    const survival = weigh(steps, weights, (step) => step?.survival ?? 1, 1);
    const variance = weigh(steps, weights, (step) => (step ? step.survival ** 2 * (step.greenwood ?? 0) : 0), 2);
    const pooled = { time, events: 0, censored: 0, atRisk: 0, survival };
    const limits = survival > 0 ? limitsOf({ ...pooled, greenwood: variance / survival ** 2 }) : null;
    return {
      back: roundNumber(1 - survival),
      low: byCompany || limits === null ? null : roundNumber(1 - limits.high),
      high: byCompany || limits === null ? null : roundNumber(1 - limits.low),
      waitedFor: curves.reduce((total, both) => total + (both[arm].find((step) => step.time >= time)?.atRisk ?? 0), 0),
    };
  };
  const days = Array.from({ length: horizonDays + 1 }, (_, day) => day);
  return {
    horizonDays,
    treated: tally(phases, "treated", horizonDays),
    held_out: tally(phases, "held_out", horizonDays),
    logRank: byCompany ? null : compareCurves(everyPhase),
    days: days.map((day) => ({ day, treated: pointOf("treated", day), held_out: pointOf("held_out", day) })),
  };
}

/** The log-rank test, each phase compared within itself. */
export function compareCurves(phases: readonly ReturnPhase[]): ReturnCurves["logRank"] {
  const tested = stratifiedLogRank(phases.map(({ treated, held_out }) => [countsOf(treated), countsOf(held_out)]));
  if ("reason" in tested) return null;
  return { chiSquared: roundNumber(tested.chiSquared), p: roundNumber(tested.p) };
}

function tally(phases: readonly ReturnPhase[], arm: Arm, horizonDays: number): ReturnArm {
  const rows = phases.flatMap((phase) => phase[arm].times);
  const within = rows.filter(({ hour }) => hour < horizonDays * DAY_HOURS);
  const members = phases.reduce((total, phase) => total + phase[arm].members, 0);
  const returned = within.reduce((total, row) => total + row.returned, 0);
  const censored = within.reduce((total, row) => total + row.censored, 0);
  return { members, returned, away: members - returned - censored, censored };
}

function longestWatched(phase: ReturnPhase): number {
  for (let days = RETURN_DAYS; days > 0; days--) {
    const isWatched = ({ members, watched }: ReturnPhaseArm): boolean =>
      watched.reduce((total, row) => (row.days >= days ? total + row.members : total), 0) >= members * LEAST_WATCHED;
    if (isWatched(phase.treated) && isWatched(phase.held_out)) return days;
  }
  return 0;
}

/** An hour is taken for its middle. */
function countsOf({ times }: ReturnPhaseArm): TimeCount[] {
  return times.map(({ hour, returned, censored }) => ({
    time: hour >= RETURN_DAYS * DAY_HOURS ? RETURN_DAYS * DAY_HOURS : hour + 0.5,
    events: returned,
    censored,
  }));
}

function curveOf(arm: ReturnPhaseArm): SurvivalCurve {
  const estimated = kaplanMeier(countsOf(arm));
  return "reason" in estimated ? [] : estimated.curve;
}

function weigh<Item>(
  items: readonly Item[],
  weights: readonly number[],
  of: (item: Item) => number,
  power: number,
): number {
  return items.reduce((total, item, index) => total + (weights[index] ?? 0) ** power * of(item), 0);
}
