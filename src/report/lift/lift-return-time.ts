import { ARMS } from "../../core/community.ts";
import { sequentialInterval } from "../../core/stats/sequential.ts";
import { smallestLift, unitsForLift } from "../../core/stats/smallest-effect.ts";
import type { SurvivalReason } from "../../core/stats/survival/life-table.ts";
import { compareMeanLogs, differRestrictedMeans, normalInterval } from "../../core/stats/survival/restricted-mean.ts";
import { roundBounds, roundInterval, roundNumber } from "../write/round-numbers.ts";
import {
  type ArmValue,
  MINIMAL_CONTRIBUTORS,
  type OutcomeLift,
  type OutcomeReason,
  type ReturnCurves,
  TARGET_LIFT,
} from "./lift-report.ts";
import { boundsOf, emptyLift, judge, type OutcomeContext } from "./outcome-lift.ts";
import { followReturns, type ReturnPhase, returnedBy, traceReturns } from "./return-times.ts";

const DAY_HOURS = 24;

export interface ReturnTimeLift {
  readonly lift: OutcomeLift;
  readonly curves: ReturnCurves | null;
}

/**
 * Time to return of one experiment (or of one of its rules): the restricted mean, so many days being waited for as a tenth
 * of each arm could be watched, 28 at most. Phases too young for that are left out of the means and curves until they are
 * not; the log-rank test takes all. Of arms drawn by company no interval is given.
 */
export function liftReturnTime(phases: readonly ReturnPhase[], context: OutcomeContext): ReturnTimeLift {
  const followed = followReturns(phases);
  const lift = liftFollowed(followed, context);
  return { lift, curves: "reason" in followed ? null : traceReturns(followed, phases, context.unit === "company") };
}

/** The same without curves. */
export function liftFollowed(followed: ReturnType<typeof followReturns>, context: OutcomeContext): OutcomeLift {
  if ("reason" in followed) return emptyLift("time_to_return", [], reasonOf(followed.reason));
  const { horizonDays, means } = followed;
  const arms = ARMS.map((arm) => {
    const of = (part: "units" | "members") => followed.phases.reduce((total, phase) => total + phase[arm][part], 0);
    return {
      arm,
      n: of("units"),
      members: of("members"),
      value: means === null ? null : roundNumber(means[arm].estimate / DAY_HOURS),
      numerator: followed.phases.reduce((total, phase) => total + returnedBy(phase[arm], horizonDays), 0),
      denominator: of("members"),
    };
  });
  const empty = (reason: OutcomeReason): OutcomeLift => emptyLift("time_to_return", arms, reason, horizonDays);
  if (means === null) return empty("beyond_follow_up");
  if (context.unit === "company") return empty("drawn_by_company");
  const differences = differRestrictedMeans(means.held_out, means.treated);
  if ("reason" in differences) return empty(reasonOf(differences.reason));
  const { absolute } = differences;
  const relative = "reason" in differences.relative ? null : differences.relative;
  const units = arms.reduce((total, { n }) => total + n, 0);
  const ofTheirMeans = (arm: (typeof ARMS)[number]) => means[arm].standardError / means[arm].estimate;
  const smallest = relative === null ? null : finite(smallestLift(Math.hypot(...ARMS.map(ofTheirMeans))));
  const needed = smallest === null ? null : unitsForLift(units, smallest, TARGET_LIFT);
  const classic = compareMeanLogs(means.held_out, means.treated) ?? {
    absolute: normalInterval(absolute),
    relative: relative && normalInterval(relative),
  };
  const lift: OutcomeLift = {
    ...empty("reason" in differences.relative ? reasonOf(differences.relative.reason) : null),
    absolute: roundInterval(classic.absolute, 1 / DAY_HOURS),
    relative: classic.relative && roundInterval(classic.relative, 1),
    p: roundNumber((classic.relative ?? normalInterval(absolute)).p),
    sequential: {
      absolute: roundBounds(boundsOf(sequentialInterval(absolute, units)), 1 / DAY_HOURS),
      relative: relative && roundBounds(boundsOf(sequentialInterval(relative, units)), 1),
    },
    smallestEffect: {
      relative: smallest === null ? null : roundNumber(smallest),
      target: TARGET_LIFT,
      unitsNeeded: needed,
      date: needed === null || needed <= units ? null : (context.dateOfUnits(needed)?.toISOString() ?? null),
    },
    verdict: "not_seen",
  };
  const judged = judge(lift, context);
  const isThin = judged.verdict !== "too_early" && expectedReturns(arms) < MINIMAL_CONTRIBUTORS;
  return { ...lift, ...(isThin ? { verdict: "too_early", reason: "few_contributors" } : judged) };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** How many of the smaller arm may be expected back: of both arms together, as an arm of which nobody is back has a variance of zero. */
function expectedReturns(arms: readonly Pick<ArmValue, "n" | "numerator">[]): number {
  const sum = (of: "n" | "numerator") => arms.reduce((total, arm) => total + arm[of], 0);
  return (sum("numerator") * Math.min(...arms.map(({ n }) => n))) / sum("n");
}

/** What a restricted mean can lack. */
function reasonOf(reason: SurvivalReason): OutcomeReason {
  if (reason === "no_events") return "no_variance";
  if (reason === "not_reached" || reason === "different_horizons") return "beyond_follow_up";
  return reason;
}
