import { isQuarter, PROGRAMME } from "../core/assignment.ts";
import { ACCEPTED_STATES } from "../core/community.ts";
import { countAccepted } from "../core/count-accepted.ts";
import type { Interval } from "../core/stats/compare-arms.ts";
import { countsBehind } from "./counts-behind.ts";
import {
  type ArmValue,
  type ExperimentLift,
  heldOutUntil,
  isSilenced,
  type LiftReport,
  MINIMAL_ARM,
  type Outcome,
  type OutcomeLift,
  type RuleCosts,
  shownInterval,
  TARGET_LIFT,
} from "./lift-report.ts";
import { judgeReturns, tellReturnMethod, tellReturns } from "./tell-returns.ts";
import type { Teller } from "./teller.ts";
import type { NumberWriter } from "./write-numbers.ts";

export interface OutcomeRow {
  readonly outcome: Outcome;
  readonly label: string;
  readonly note: string;
  readonly treated: string;
  readonly heldOut: string;
  /** The absolute numbers behind: `412 / 3,020`. */
  readonly treatedOf: string;
  readonly heldOutOf: string;
  readonly effect: string;
  readonly smallest: string;
  readonly verdict: OutcomeLift["verdict"];
}

/** The period as written; its end is not included. The time of day stands where it is none of the reader's own, now. */
export function tellPeriod({ words, write, report: { period, rule, measuredAt } }: Teller): string {
  const dayOf = (end: string): string => write.date(new Date(Date.parse(end) - 1).toISOString());
  const last = period.to === measuredAt ? dayOf(period.to) : write.ended(period.to);
  const when = period.from === null ? words.sinceFirst(last) : words.period(write.begun(period.from), last);
  return rule === null ? when : `${when}. ${words.onlyRule(rule)}`;
}

/** The first sentences: what is known of coming back, and if nothing is, when it will be; and whether anybody is held out still. */
export function tellHeadline(teller: Teller): string[] {
  const { words, write, report } = teller;
  const until = heldOutUntil(report);
  return [...tellEffects(teller), ...(until === null ? [] : [words.headline.heldOutUntil(write.date(until))])];
}

function tellEffects(teller: Teller): string[] {
  const { words, write, report } = teller;
  const [experiment] = report.experiments;
  if (report.headline === "nobody_held_out") return [words.headline.nobodyHeldOut];
  if (experiment === undefined || report.headline === "no_exposures") return [words.headline.noExposures];
  const find = (outcome: Outcome) => experiment.outcomes.find((lift) => lift.outcome === outcome);
  const [visits, interval, picks] = [find("visits"), find("revisit_interval"), find("pick_visibility")];
  const bounds = visits && shownInterval(visits, report.interval);
  const value = (lift: OutcomeLift | undefined, arm: "treated" | "held_out") =>
    lift?.arms.find((candidate) => candidate.arm === arm)?.value ?? 0;
  const smallest = visits?.smallestEffect.relative ?? null;
  const days = [write.days(value(interval, "treated")), write.days(value(interval, "held_out"))] as const;
  const percent = write.shares(bounds == null ? [] : [bounds.estimate, bounds.low, bounds.high]);
  const share = write.shares([value(picks, "treated"), value(picks, "held_out")]);
  const returns = tellSeenReturns(teller, experiment);
  switch (report.headline) {
    case "sample_ratio":
      return [words.headline.sampleRatio];
    case "came_back_more":
      if (bounds == null) return [];
      return [
        words.headline.cameBackMore(...days, percent(bounds.estimate), percent(bounds.low), percent(bounds.high)),
        ...returns,
      ];
    case "came_back_less":
      if (bounds == null) return [];
      return [
        words.headline.cameBackLess(...days, percent(-bounds.estimate), percent(-bounds.high), percent(-bounds.low)),
        ...returns,
      ];
    case "only_picks_seen_more":
      return [
        words.headline.onlyPicks(
          share(value(picks, "treated")),
          share(value(picks, "held_out")),
          smallest === null ? "?" : write.percent(smallest),
        ),
        ...returns,
        ...tellWhen(teller, visits),
      ];
    case "nothing_seen_yet":
      return [
        words.headline.nothingSeen(smallest === null ? "?" : write.percent(smallest)),
        ...returns,
        ...tellWhen(teller, visits),
      ];
    case "too_early": {
      const smaller = Math.min(...(visits?.arms.map(({ n }) => n) ?? [0]));
      return [words.headline.tooEarly(write.count(smaller), write.count(MINIMAL_ARM)), ...tellWhen(teller, visits)];
    }
  }
}

/** How soon they come back stands beside how often, once a difference is seen. */
function tellSeenReturns(teller: Teller, experiment: ExperimentLift): string[] {
  const lift = experiment.outcomes.find(({ outcome }) => outcome === "time_to_return");
  const verdict = lift && judgeReturns(teller.report, lift);
  const told = verdict === "better" || verdict === "worse" ? tellReturns(teller, experiment) : null;
  return told === null ? [] : [told];
}

/** The sentence of how soon, where the curves are shown; null when it already stands at the head of the report. */
export function tellUntoldReturns(teller: Teller, experiment: ExperimentLift): string | null {
  const told = tellReturns(teller, experiment);
  return told === null || tellHeadline(teller).includes(told) ? null : told;
}

function tellWhen({ words, write, report }: Teller, visits: OutcomeLift | undefined): string[] {
  if (visits === undefined) return [];
  const { date, unitsNeeded } = visits.smallestEffect;
  if (date !== null) return [words.headline.seenBy(write.percent(TARGET_LIFT), write.date(date))];
  const units = visits.arms.reduce((total, { n }) => total + n, 0);
  if (unitsNeeded === null || unitsNeeded <= units) return [];
  const never = words.headline.neverHere(write.percent(TARGET_LIFT), write.count(unitsNeeded));
  // Where it is too early, what it takes has a section of its own.
  return report.headline === "too_early" ? [never] : [never, words.planMore];
}

export function tellOutcomes(teller: Teller, outcomes: readonly OutcomeLift[]): OutcomeRow[] {
  return outcomes.map((lift) => {
    const arm = (name: "treated" | "held_out") => lift.arms.find((candidate) => candidate.arm === name);
    const value = valueWriter(teller.write, lift);
    return {
      outcome: lift.outcome,
      label: teller.words.outcomes[lift.outcome],
      note: tellOutcomeNote(teller, lift),
      treated: value(arm("treated")?.value ?? null),
      heldOut: value(arm("held_out")?.value ?? null),
      treatedOf: tellCounts(teller.write, lift.outcome, arm("treated")),
      heldOutOf: tellCounts(teller.write, lift.outcome, arm("held_out")),
      effect: tellEffect(teller, lift),
      smallest: lift.smallestEffect.relative === null ? "–" : teller.write.percent(lift.smallestEffect.relative),
      verdict: lift.verdict,
    };
  });
}

/** What an outcome is counted of. */
export function tellOutcomeNote({ words, write, report }: Teller, { outcome, horizonDays }: OutcomeLift): string {
  const since = report.period.from === null ? undefined : words.outcomeNotesFrom[outcome];
  const note = since ?? words.outcomeNotes[outcome];
  return horizonDays === null ? note : words.returns.within(note, write.count(horizonDays));
}

/** `412 / 3,020` behind a value; empty where nothing is. */
export function tellCounts(write: NumberWriter, outcome: Outcome, arm: ArmValue | undefined): string {
  const counts = arm === undefined ? null : countsBehind(outcome, arm);
  return counts === null ? "" : write.outOf(counts.count, counts.total);
}

/** Both arms of an outcome with as many decimals: visits, orders, amounts and requests are numbers, times are days, all others are shares. */
export function valueWriter(
  write: NumberWriter,
  { outcome, arms }: Pick<OutcomeLift, "outcome" | "arms">,
): (value: number | null) => string {
  const kinds: Partial<Record<Outcome, (value: number) => string>> = {
    visits: write.number,
    orders: write.number,
    amount: write.number,
    tickets: write.number,
    revisit_interval: write.days,
    time_to_return: write.days,
  };
  const written = kinds[outcome] ?? write.shares(arms.map(({ value }) => value));
  return (value) => (value === null ? "–" : written(value));
}

/** One interval, or why there is none. */
export function tellEffect(
  { words, write, report }: Pick<Teller, "words" | "write"> & { readonly report: Pick<LiftReport, "interval"> },
  lift: OutcomeLift,
): string {
  if (lift.reason !== null && isSilenced(lift.reason)) return words.reasons[lift.reason];
  const relative = shownInterval(lift, report.interval);
  if (relative !== null) return tellInterval({ words, write }, relative);
  return lift.reason === null ? words.tooEarly : words.reasons[lift.reason];
}

function tellInterval({ words, write }: Pick<Teller, "words" | "write">, { estimate, low, high }: Interval): string {
  const signed = write.signedShares([estimate, low, high]);
  return words.interval(signed(estimate), signed(low), signed(high));
}

export function tellGroups({ words, write }: Teller, experiment: ExperimentLift): string {
  const shares = [...new Set(experiment.phases.map(({ share }) => write.percent(share)))].join(", ");
  return words.sections.groups(
    write.count(experiment.members.treated),
    write.count(experiment.members.held_out),
    shares,
    write.date(experiment.firstExposedAt),
  );
}

export interface CostRow {
  readonly rule: string;
  readonly accepted: string;
  readonly withheld: string;
  readonly failed: string;
  readonly unknown: string;
  readonly skipped: string;
  readonly other: string;
  readonly unsubscribes: string;
}

const NAMED_STATES: readonly string[] = [...ACCEPTED_STATES, "withheld", "failed", "unknown", "skipped"];

export function tellCosts({ write, report }: Teller): CostRow[] {
  const other = (costs: RuleCosts): number =>
    Object.entries(costs.states).reduce(
      (total, [state, count]) => (NAMED_STATES.includes(state) ? total : total + count),
      0,
    );
  return report.costs.map((costs) => ({
    rule: costs.rule,
    accepted: write.count(countAccepted(costs.states)),
    withheld: write.count(costs.states.withheld ?? 0),
    failed: write.count(costs.states.failed ?? 0),
    unknown: write.count(costs.states.unknown ?? 0),
    skipped: write.count(costs.states.skipped ?? 0),
    other: write.count(other(costs)),
    unsubscribes: write.count(costs.unsubscribes),
  }));
}

export function tellRevisits({ words, write, report: { indicators } }: Teller): string[] {
  const { revisit } = indicators;
  const last = write.date(new Date(Date.parse(indicators.to) - 1).toISOString());
  const told = [words.revisits.window(write.date(indicators.from), last, write.count(revisit.members))];
  if (revisit.medianUsualDays === null) told.push(words.revisits.noMedian);
  else told.push(words.revisits.median(write.days(revisit.medianUsualDays), write.count(revisit.membersWithUsual)));
  const shares = [
    [revisit.weekly, words.revisits.weekly],
    [revisit.daily, words.revisits.daily],
    [revisit.didNotComeBack, words.revisits.away],
  ] as const;
  for (const [value, say] of shares) {
    if (value !== null) told.push(say(write.percent(value.share), write.count(value.members)));
  }
  return told;
}

/** What it takes to see something, for a community that cannot yet. */
export function tellPlan({ words, write, report }: Teller): {
  intro: string;
  options: { share: string; smallest: string }[];
  /** Where all of it stands; null where no holdout would do. */
  more: string | null;
} {
  const options = report.holdoutPlan.flatMap(({ share, smallestEffect }) =>
    smallestEffect === null ? [] : [{ share: write.percent(share), smallest: write.percent(smallestEffect) }],
  );
  const { members } = report.community;
  const [everyone, minimal] = [write.count(members), write.count(MINIMAL_ARM)];
  if (members < 2 * MINIMAL_ARM) return { intro: words.planTooSmall(everyone, minimal), options: [], more: null };
  if (options.length === 0 && report.community.meanVisits)
    return { intro: words.planSilent, options, more: words.planMore };
  if (options.length === 0) return { intro: words.planUnknown, options, more: null };
  return { intro: words.plan(everyone, minimal), options, more: words.planMore };
}

export interface MethodRow {
  readonly label: string;
  readonly effect: string;
  readonly p: string;
}

/** How the numbers came about, in plain words, and what only those who check them need. */
export function tellMethod(teller: Teller): {
  paragraphs: string[];
  cuped: { intro: string; rows: MethodRow[] } | null;
} {
  const { words, write, report } = teller;
  const { method } = words;
  const [experiment] = report.experiments;
  const paragraphs = [
    experiment?.phases.some(({ salt }) => isQuarter(salt)) === true ? method.drawnAnew : method.groups,
    method.outcomes,
    report.interval === "classic" ? method.classic : method.sequential,
  ];
  if (experiment === undefined) return { paragraphs, cuped: null };
  paragraphs.push(
    method.share,
    ...tellReturnMethod(teller, experiment),
    method.minimal(write.count(MINIMAL_ARM)),
    method.smallest,
  );
  if (experiment.unit === "company") paragraphs.push(method.companies);
  paragraphs.push(...tellDrawings(teller, experiment));
  const smallestP = Math.min(...experiment.phases.map(({ sampleRatio }) => sampleRatio.p));
  paragraphs.push(method.sampleRatio(write.p(smallestP), experiment.sampleRatio.ok));
  const erased = (arm: "treated" | "held_out"): number =>
    experiment.phases.reduce((total, phase) => total + phase.erased[arm], 0);
  if (erased("treated") + erased("held_out") > 0)
    paragraphs.push(method.erased(write.count(erased("treated")), write.count(erased("held_out"))));
  if (experiment.rules.length > 1) paragraphs.push(method.corrected);
  paragraphs.push(method.source);
  return { paragraphs, cuped: tellAdjusted(teller, experiment) };
}

/** What the drawings were, one a line, and how they come together. */
function tellDrawings({ words: { method }, write, report }: Teller, experiment: ExperimentLift): string[] {
  const salts = new Set(experiment.phases.map(({ salt }) => salt));
  const told: string[] = [];
  if (salts.size > 1) told.push(method.drawings(write.count(salts.size)));
  if (experiment.phases.length > salts.size) told.push(method.phases(write.count(experiment.phases.length)));
  const drawn = experiment.experiment === PROGRAMME ? report.programmes : experiment.phases;
  const dayBefore = (end: string): string => write.date(new Date(Date.parse(end) - 1).toISOString());
  const lines = drawn.map(({ phase, salt, openedAt, endedAt, keptUntil, share }) => {
    const units = experiment.phases.find((candidate) => candidate.phase === phase)?.units;
    const counts =
      units === undefined ? null : { treated: write.count(units.treated), heldOut: write.count(units.held_out) };
    const last = endedAt === null ? null : dayBefore(endedAt);
    const kept = endedAt === keptUntil ? null : { until: keptUntil === null ? null : dayBefore(keptUntil) };
    return method.programme(salt, write.date(openedAt), last, write.percent(share), counts, kept);
  });
  return [...told, ...lines];
}

function tellAdjusted(
  { words, write, report }: Teller,
  experiment: ExperimentLift,
): { intro: string; rows: MethodRow[] } | null {
  const reduction = experiment.outcomes.find(({ outcome }) => outcome === "visits")?.cuped.varianceReduction ?? null;
  const largeEnough = experiment.outcomes.every(({ reason }) => reason !== "small_arm");
  if (reduction === null || !largeEnough || report.headline === "sample_ratio") return null;
  const rows = experiment.outcomes.flatMap(({ outcome, cuped, p, reason }): MethodRow[] => {
    if (cuped.relative === null || isSilenced(reason)) return [];
    const effect = tellInterval({ words, write }, cuped.relative);
    return [{ label: words.outcomes[outcome], effect, p: p === null ? "–" : write.p(p) }];
  });
  return { intro: words.method.cuped(write.percent(Math.max(0, reduction))), rows };
}

/** Of themes: what is published of them, read of them and seen of them, all with as many decimals. */
export function themeShares(
  write: NumberWriter,
  themes: LiftReport["indicators"]["themes"],
): (value: number | null) => string {
  const written = write.shares(themes.flatMap(({ supply, demand, visibility }) => [supply, demand, visibility]));
  return (value) => (value === null ? "–" : written(value));
}
