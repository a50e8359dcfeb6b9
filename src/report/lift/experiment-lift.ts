import { isQuarter, PROGRAMME } from "../../core/assignment.ts";
import { DAY_MS } from "../../core/calendar.ts";
import type { Arm } from "../../core/community.ts";
import { ALPHA } from "../../core/stats/compare-arms.ts";
import { phaseWeights } from "../../core/stats/pool-phases.ts";
import { checkSampleRatio } from "../../core/stats/sample-ratio.ts";
import type {
  ErasedCount,
  ExposedCount,
  Measure,
  MeasuredSums,
  PhaseFacts,
  ReturnTimes,
  WeekVisits,
} from "../ports.ts";
import { roundNumber } from "../write/round-numbers.ts";
import { correctJudged, decideByPicks, decideVerdict } from "./decide-verdict.ts";
import {
  type DrawnPhase,
  type ExperimentLift,
  OUTCOMES,
  type OutcomeLift,
  type PhaseLift,
  type RuleLift,
  type WeekRates,
} from "./lift-report.ts";
import { liftReturnTime, type ReturnTimeLift } from "./lift-return-time.ts";
import { liftOutcome, MEASURE_OF, type OutcomeContext } from "./outcome-lift.ts";
import { pairPhases } from "./pair-phases.ts";
import type { ReturnPhase } from "./return-times.ts";

/** All that was read, of every experiment. */
export interface Measured {
  readonly phases: readonly PhaseFacts[];
  readonly exposed: readonly ExposedCount[];
  /** None where only some exposures are asked for: of those erased no rule is known. */
  readonly erased?: readonly ErasedCount[];
  readonly sums: Readonly<Record<Measure, readonly MeasuredSums[]>>;
  readonly returns: readonly ReturnTimes[];
  readonly weeks: readonly WeekVisits[];
  readonly members: number;
  readonly to: Date;
  readonly interval: "classic" | "sequential";
}

/** Weeks in which an arm had fewer members than this are left out of the curve: they would only be noise. */
const MINIMAL_WEEK_MEMBERS = 20;
const QUARTER_DAYS = 91;
/** Whoever waits for longer than four years does not wait. */
const MOST_QUARTERS = 16;

/** Experiments with anyone exposed, the programme first. */
export function liftExperiments(measured: Measured): ExperimentLift[] {
  const names = [...new Set(measured.exposed.map(({ experiment }) => experiment))];
  const order = (name: string): string => (name === PROGRAMME ? "" : name);
  return names.sort((a, b) => (order(a) < order(b) ? -1 : 1)).map((name) => liftExperiment(name, measured));
}

function liftExperiment(experiment: string, measured: Measured): ExperimentLift {
  const exposed = measured.exposed.filter((count) => count.experiment === experiment);
  const whole = exposed.filter(({ rule }) => rule === null);
  const facts = new Map(
    measured.phases.filter((phase) => phase.experiment === experiment).map((phase) => [phase.phase, phase] as const),
  );
  const phases = [...new Set(whole.map(({ phase }) => phase))].sort((a, b) => a - b);
  const { by: unit = "member", salt = experiment } = facts.get(phases.at(-1) ?? 0) ?? {};
  const firstExposedAt = new Date(Math.min(...whole.map((count) => count.firstExposedAt.getTime())));
  const phaseRows = phases.map((phase) => {
    const units = countArms(
      whole.filter((count) => count.phase === phase),
      "units",
    );
    const erased = countErased(
      (measured.erased ?? []).filter((row) => row.experiment === experiment && row.phase === phase),
    );
    const unknown = {
      experiment,
      phase,
      salt: experiment,
      share: 0,
      by: unit,
      openedAt: firstExposedAt,
      endedAt: null,
      keptUntil: null,
    };
    const drawn = describePhase(facts.get(phase) ?? unknown, measured.to);
    return {
      ...drawn,
      units,
      erased,
      sampleRatio: checkPhase(units, drawn.by === "member" ? erased : NOBODY, drawn.share),
    };
  });
  const sampleRatioOk = phaseRows.every(({ sampleRatio }) => sampleRatio.ok);
  const isEnded = phaseRows.at(-1)?.keptUntil != null;
  const contextOf = (units: number, since: Date): OutcomeContext => ({
    interval: measured.interval,
    sampleRatioOk,
    unit,
    dateOfUnits: isEnded
      ? () => null
      : dateByPace(units, since, measured, members.treated + members.held_out, isQuarter(salt)),
  });
  const members = countArms(whole, "members");
  const units = sum(whole, "units");
  const context = contextOf(units, firstExposedAt);
  const outcomes = liftAll(experiment, null, phases, measured, context);
  return {
    experiment,
    unit,
    firstExposedAt: firstExposedAt.toISOString(),
    members,
    sampleRatio: { ok: sampleRatioOk },
    outcomes,
    phases: phaseRows.map(
      (row): PhaseLift => ({
        ...row,
        outcomes: phases.length === 1 ? outcomes : liftAll(experiment, null, [row.phase], measured, context),
      }),
    ),
    rules: liftRules(experiment, phases, exposed, measured, contextOf),
    weeks: weekRates(measured.weeks.filter((week) => week.experiment === experiment)),
    returns: liftReturns(experiment, null, phases, measured, context).curves,
    verdict: decideVerdict(outcomes, sampleRatioOk),
  };
}

/** As it was at the end of the period: what came to an end later was not known to, whenever the report is made. */
export function describePhase({ openedAt, endedAt, keptUntil, ...drawn }: PhaseFacts, to: Date): DrawnPhase {
  const { phase, salt, share, by } = drawn;
  const byThen = (at: Date | null): string | null => (at === null || at > to ? null : at.toISOString());
  return {
    phase,
    salt,
    share,
    by,
    openedAt: openedAt.toISOString(),
    endedAt: byThen(endedAt),
    keptUntil: byThen(keptUntil),
  };
}

function liftRules(
  experiment: string,
  phases: readonly number[],
  exposed: readonly ExposedCount[],
  measured: Measured,
  contextOf: (units: number, since: Date) => OutcomeContext,
): RuleLift[] {
  const rules = [...new Set(exposed.flatMap(({ rule }) => (rule === null ? [] : [rule])))].sort();
  const lifts = rules.map((rule) => {
    const own = exposed.filter((count) => count.rule === rule);
    const since = new Date(Math.min(...own.map((count) => count.firstExposedAt.getTime())));
    const context = contextOf(sum(own, "units"), since);
    const outcomes = liftAll(experiment, rule, phases, measured, context);
    return { rule, outcomes, verdict: decideVerdict(outcomes, context.sampleRatioOk) };
  });
  const corrected = correctJudged(lifts.map(({ outcomes, verdict }) => ({ p: outcomes[0]?.p ?? null, verdict })));
  return lifts.map((lift, index) => {
    const p = corrected[index] ?? null;
    const ofVisits = lift.verdict.reason === "came_back_more" || lift.verdict.reason === "came_back_less";
    const verdict = ofVisits && p !== null && p > ALPHA ? decideByPicks(lift.outcomes) : lift.verdict;
    return { ...lift, correctedP: p === null ? null : roundNumber(p), verdict };
  });
}

function liftAll(
  experiment: string,
  rule: string | null,
  phases: readonly number[],
  measured: Measured,
  context: OutcomeContext,
): OutcomeLift[] {
  return OUTCOMES.map((outcome) => {
    if (outcome === "time_to_return") return liftReturns(experiment, rule, phases, measured, context).lift;
    const rows = measured.sums[MEASURE_OF[outcome]].filter(
      (row) => row.experiment === experiment && row.rule === rule && phases.includes(row.phase),
    );
    return liftOutcome(outcome, pairPhases(rows), context);
  });
}

function liftReturns(
  experiment: string,
  rule: string | null,
  phases: readonly number[],
  measured: Measured,
  context: OutcomeContext,
): ReturnTimeLift {
  const isOwn = (row: { readonly experiment: string; readonly rule: string | null }): boolean =>
    row.experiment === experiment && row.rule === rule;
  const rows = measured.returns.filter(isOwn);
  const counts = measured.exposed.filter(isOwn);
  const both = phases.map((phase): ReturnPhase => {
    const arm = (name: Arm): ReturnPhase["treated"] => {
      const isArm = (row: { readonly phase: number; readonly arm: Arm }): boolean =>
        row.phase === phase && row.arm === name;
      const { units, members } = counts.find(isArm) ?? { units: 0, members: 0 };
      const { times, watched } = rows.find(isArm) ?? { times: [], watched: [] };
      return { units, members, times, watched };
    };
    return { treated: arm("treated"), held_out: arm("held_out") };
  });
  return liftReturnTime(both, context);
}

function countArms(counts: readonly ExposedCount[], of: "units" | "members"): { treated: number; held_out: number } {
  const count = (arm: Arm): number =>
    sum(
      counts.filter((row) => row.arm === arm),
      of,
    );
  return { treated: count("treated"), held_out: count("held_out") };
}

function sum(counts: readonly ExposedCount[], of: "units" | "members"): number {
  return counts.reduce((total, row) => total + row[of], 0);
}

const NOBODY: Readonly<Record<Arm, number>> = { treated: 0, held_out: 0 };

function countErased(rows: readonly ErasedCount[]): Record<Arm, number> {
  const count = (arm: Arm): number => rows.reduce((total, row) => (row.arm === arm ? total + row.members : total), 0);
  return { treated: count("treated"), held_out: count("held_out") };
}

/** Whoever was erased was drawn as well: were they left out, an arm that asks for it more often would look like a bad draw. */
function checkPhase(units: Readonly<Record<Arm, number>>, erased: Readonly<Record<Arm, number>>, share: number) {
  const drawn = [units.treated + erased.treated, units.held_out + erased.held_out];
  const { p, ok } = checkSampleRatio(drawn, [1 - share, share]);
  return { p: roundNumber(p), ok };
}

/**
 * Exposures go on at the pace since the first; never, where the community has not so many members. A holdout that is drawn
 * anew each quarter exposes as many as there are in each.
 */
function dateByPace(
  units: number,
  since: Date,
  { to, members: everyone }: Measured,
  exposedMembers: number,
  isRotated: boolean,
) {
  const days = Math.max(1, (to.getTime() - since.getTime()) / DAY_MS);
  const membersPerUnit = units === 0 ? 1 : Math.max(1, exposedMembers / units);
  return (needed: number): Date | null => {
    if (units === 0) return null;
    const quarters = Math.ceil((needed * membersPerUnit) / Math.max(1, everyone));
    if (quarters > 1) {
      if (!isRotated || quarters > MOST_QUARTERS) return null;
      const byQuarter = new Date(since.getTime() + quarters * QUARTER_DAYS * DAY_MS);
      return byQuarter > to ? byQuarter : null;
    }
    return new Date(to.getTime() + ((needed - units) / (units / days)) * DAY_MS);
  };
}

/** Visits a member in each week since exposure; phases weigh as in the effects. */
function weekRates(rows: readonly WeekVisits[]): WeekRates[] {
  const weeks = [...new Set(rows.map(({ week }) => week))].sort((a, b) => a - b);
  return weeks.flatMap((week) => {
    const inWeek = rows.filter((row) => row.week === week);
    const arms = { treated: totalArm(inWeek, "treated"), held_out: totalArm(inWeek, "held_out") };
    if (Math.min(arms.treated.members, arms.held_out.members) < MINIMAL_WEEK_MEMBERS) return [];
    const standard = standardised(inWeek);
    return [
      {
        week,
        treated: { ...arms.treated, perMember: standard.treated },
        held_out: { ...arms.held_out, perMember: standard.held_out },
      },
    ];
  });
}

function totalArm(rows: readonly WeekVisits[], arm: Arm): { members: number; visits: number } {
  const own = rows.filter((row) => row.arm === arm);
  return {
    members: own.reduce((total, row) => total + row.members, 0),
    visits: own.reduce((total, row) => total + row.visits, 0),
  };
}

function standardised(rows: readonly WeekVisits[]): Record<Arm, number | null> {
  const phases = [...new Set(rows.map(({ phase }) => phase))]
    .map((phase) => {
      const own = rows.filter((row) => row.phase === phase);
      return { treated: totalArm(own, "treated"), held_out: totalArm(own, "held_out") };
    })
    .filter(({ treated, held_out }) => treated.members > 0 && held_out.members > 0);
  if (phases.length === 0) return { treated: null, held_out: null };
  const weights = phaseWeights(
    phases.map(({ treated, held_out }) => ({
      treated: { units: treated.members },
      control: { units: held_out.members },
    })),
  );
  const rate = (arm: Arm): number =>
    roundNumber(
      phases.reduce(
        (total, phase, index) => total + ((weights[index] ?? 0) * phase[arm].visits) / phase[arm].members,
        0,
      ),
    );
  return { treated: rate("treated"), held_out: rate("held_out") };
}
