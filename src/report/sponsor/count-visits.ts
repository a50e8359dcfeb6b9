import { type LiftReport, type OutcomeLift, shownInterval } from "../lift/lift-report.ts";
import { judgeBoth } from "../lift/outcome-lift.ts";
import type { ExtraVisits, NoCount } from "./sponsor-page.ts";

const DAYS_A_WEEK = 7;

/** The interval that the report shows for visits a week, times the weeks that treated members could have come in. */
export function countVisits(report: LiftReport): ExtraVisits {
  const {
    experiments: [experiment],
    interval,
  } = report;
  const outcome = experiment?.outcomes.find((lift) => lift.outcome === "visits") ?? null;
  const treated = outcome?.arms.find(({ arm }) => arm === "treated");
  const memberWeeks = (treated?.denominator ?? 0) / DAYS_A_WEEK;
  const lift = outcome && shownInterval(outcome, interval, "absolute");
  const reason = whyNot(report, outcome, lift !== null);
  const times = (value: number): number => Math.round(value * memberWeeks);
  return {
    reason,
    verdict: outcome ? judgeBoth(outcome, lift) : "too_early",
    visits:
      reason === null && lift !== null
        ? { estimate: times(lift.estimate), low: times(lift.low), high: times(lift.high) }
        : null,
    lift: reason === null ? lift : null,
    members: treated?.members ?? 0,
    memberWeeks: Math.round(memberWeeks),
    outcome,
  };
}

function whyNot(
  { headline, experiments: [experiment] }: LiftReport,
  outcome: OutcomeLift | null,
  hasInterval: boolean,
): NoCount | null {
  if (experiment === undefined || outcome === null) return headline === "nobody_held_out" ? headline : "no_exposures";
  if (experiment.members.held_out === 0) return "nobody_held_out";
  if (!experiment.sampleRatio.ok) return "sample_ratio";
  if (outcome.reason === "small_arm") return "small_arm";
  return hasInterval && outcome.verdict !== "too_early" ? null : "no_interval";
}
