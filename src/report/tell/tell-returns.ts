import {
  type ExperimentLift,
  type LiftReport,
  MINIMAL_ARM,
  type OutcomeLift,
  type OutcomeVerdict,
  type ReturnCurves,
  shownInterval,
} from "../lift/lift-report.ts";
import { judgeBoth } from "../lift/outcome-lift.ts";
import { valueWriter } from "./tell-outcomes.ts";
import type { Teller } from "./teller.ts";

/** How soon members came back, in one sentence; null where it is too early to say or no interval can be had. */
export function tellReturns({ words, write, report }: Teller, { outcomes }: ExperimentLift): string | null {
  const lift = outcomes.find(({ outcome }) => outcome === "time_to_return");
  if (!lift || lift.verdict === "too_early" || lift.horizonDays === null) return null;
  const interval = shownInterval(lift, report.interval, "absolute");
  const verdict = judgeReturns(report, lift);
  const written = valueWriter(write, lift);
  const days = (arm: "treated" | "held_out") =>
    written(lift.arms.find((candidate) => candidate.arm === arm)?.value ?? 0);
  const told = [days("treated"), days("held_out"), write.count(lift.horizonDays)] as const;
  if (interval === null || verdict === "not_seen") return words.returns.alike(...told);
  const { low, high } = interval;
  return verdict === "better"
    ? words.returns.sooner(...told, write.days(-high), write.days(-low))
    : words.returns.later(...told, write.days(low), write.days(high));
}

/** The sentence tells days, the table's row a share: both have to leave zero out. */
export function judgeReturns({ interval }: Pick<LiftReport, "interval">, lift: OutcomeLift): OutcomeVerdict {
  return judgeBoth(lift, shownInterval(lift, interval, "absolute"));
}

/** The curves, unless an arm is too small for them to be more than noise. */
export function shownReturns({ returns, members }: ExperimentLift): ReturnCurves | null {
  return Math.min(members.treated, members.held_out) < MINIMAL_ARM ? null : returns;
}

export interface ReturnRow {
  readonly day: string;
  readonly treated: string;
  readonly heldOut: string;
  /** How many are neither back nor cut off by then. */
  readonly treatedAway: string;
  readonly heldOutAway: string;
}

/** The curves in numbers, from day 1. */
export function tellReturnDays({ words, write }: Teller, { days }: ReturnCurves): ReturnRow[] {
  const shown = days.slice(1);
  const percent = write.shares(shown.flatMap(({ treated, held_out }) => [treated.back, held_out.back]));
  return shown.map(({ day, treated, held_out }) => ({
    day: write.count(day),
    treated: percent(treated.back),
    heldOut: percent(held_out.back),
    treatedAway: words.stillAway(write.count(treated.waitedFor)),
    heldOutAway: words.stillAway(write.count(held_out.waitedFor)),
  }));
}

/** For whoever checks: who was counted, who was cut off, and the test of the curves. */
export function tellReturnMethod({ words, write }: Teller, experiment: ExperimentLift): string[] {
  const { returns } = experiment;
  if (returns === null) return [];
  const total = (part: "members" | "returned" | "away" | "censored") =>
    write.count(returns.treated[part] + returns.held_out[part]);
  const days = write.count(returns.horizonDays);
  const { returns: sayReturns, logRank } = words.method;
  const told = [sayReturns(days, total("members"), total("returned"), total("away"), total("censored"))];
  if (shownReturns(experiment) !== null && returns.logRank !== null)
    told.push(logRank(signP(write.p(returns.logRank.p))));
  return told;
}

/** `= 0.04`, `< 0.0001` */
function signP(written: string): string {
  return written.startsWith("<") ? written : `= ${written}`;
}
