import {
  type ExperimentLift,
  heldOutUntil,
  MINIMAL_ARM,
  type Outcome,
  type OutcomeLift,
  shownInterval,
  TARGET_LIFT,
} from "../lift/lift-report.ts";
import { silenceOf } from "../lift/silence.ts";
import { valueWriter } from "./tell-outcomes.ts";
import { judgeReturns, tellReturns } from "./tell-returns.ts";
import type { Teller } from "./teller.ts";

/** The period as written; its end is not included. The time of day stands where it is none of the reader's own, now. */
export function tellPeriod({ words, write, report: { period, rule, measuredAt } }: Teller): string {
  const dayOf = (end: string): string => write.date(new Date(Date.parse(end) - 1).toISOString());
  const last = period.to === measuredAt ? dayOf(period.to) : write.ended(period.to);
  const when = period.from === null ? words.sinceFirst(last) : words.period(write.begun(period.from), last);
  return rule === null ? when : `${when}. ${words.onlyRule(rule)}`;
}

/** Whether the figures are final; where they are not, that intervals are wide for now, or for good where no end was named; null where there are none yet. */
export function tellStatus({
  words,
  report: { period, experiments },
}: Pick<Teller, "words" | "report">): string | null {
  if (period.closed) return words.closed;
  if (experiments.length === 0) return null;
  return period.endsAt === null ? words.endless : words.open;
}

/** That the site fell silent, and what that does to all that follows; null: it did not. */
export function tellSilentSite({ words, write, report }: Pick<Teller, "words" | "write" | "report">): string | null {
  const { latestActAt } = report.community;
  const silence = silenceOf(latestActAt, report.period);
  if (silence === null || latestActAt === null) return null;
  const { silentBefore, silentSince } = words.headline;
  return (silence === "before" ? silentBefore : silentSince)(write.date(latestActAt));
}

/** The first sentences: whether the site fell silent; what is known of coming back, and if nothing is, when it will be; and whether anybody is held out still. */
export function tellHeadline(teller: Teller): string[] {
  const { words, write, report } = teller;
  const until = heldOutUntil(report);
  const silent = tellSilentSite(teller);
  return [
    ...(silent === null ? [] : [silent]),
    ...tellEffects(teller),
    ...(until === null ? [] : [words.headline.heldOutUntil(write.date(until))]),
  ];
}

function tellEffects(teller: Teller): string[] {
  const { words, write, report } = teller;
  const [experiment] = report.experiments;
  if (report.headline === "nobody_held_out") return [tellNobody(teller)];
  if (experiment === undefined || report.headline === "no_exposures") {
    return [report.period.closed ? words.headline.noExposuresThen : words.headline.noExposures];
  }
  const find = (outcome: Outcome) => experiment.outcomes.find((lift) => lift.outcome === outcome);
  const [visits, interval, picks] = [find("visits"), find("revisit_interval"), find("pick_visibility")];
  const bounds = visits && shownInterval(visits, report.interval);
  const value = (lift: OutcomeLift | undefined, arm: "treated" | "held_out") =>
    lift?.arms.find((candidate) => candidate.arm === arm)?.value ?? 0;
  const smallest = visits?.smallestEffect.relative ?? null;
  const both = (lift: OutcomeLift | undefined) => {
    const written = lift === undefined ? () => "–" : valueWriter(write, lift);
    return [written(value(lift, "treated")), written(value(lift, "held_out"))] as const;
  };
  const days = both(interval);
  const percent = write.effects(bounds == null ? [] : [bounds.estimate, bounds.low, bounds.high]);
  const returns = tellSeenReturns(teller, experiment);
  switch (report.headline) {
    case "sample_ratio":
      return [words.headline.sampleRatio, tellSizes(teller, experiment)];
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
          ...both(picks),
          smallest === null ? "?" : write.percent(smallest),
          report.period.closed,
        ),
        ...returns,
        ...tellWhen(teller, visits),
      ];
    case "nothing_seen_yet":
      return [
        words.headline.nothingSeen(smallest === null ? "?" : write.percent(smallest), report.period.closed),
        ...returns,
        ...tellWhen(teller, visits),
      ];
    case "too_early": {
      const smaller = Math.min(...(visits?.arms.map(({ n }) => n) ?? [0]));
      const counted = words.units[experiment.unit](write.count(smaller));
      return [words.headline.tooEarly(counted, write.count(MINIMAL_ARM)), ...tellWhen(teller, visits)];
    }
  }
}

/** Who turned the holdout off need not be told to turn it on: what is so is said, with what it costs. */
function tellNobody({ words: { headline }, report: { holdsOut, period } }: Teller): string {
  if (holdsOut === false) return headline.holdoutOff;
  if (holdsOut === true) return period.closed ? headline.nobodyHeldOutThen : headline.nobodyHeldOutYet;
  return headline.nobodyHeldOut;
}

/** How far the groups are from what was drawn, over all drawings. */
function tellSizes({ words, write }: Teller, { phases, unit }: ExperimentLift): string {
  let [heldOut, total, expected] = [0, 0, 0];
  for (const { units, erased, share } of phases) {
    // As the sizes are checked: who was erased was drawn as well.
    const gone = unit === "member" ? erased : { treated: 0, held_out: 0 };
    const drawn = units.treated + units.held_out + gone.treated + gone.held_out;
    heldOut += units.held_out + gone.held_out;
    total += drawn;
    expected += share * drawn;
  }
  return words.headline.groupSizes(write.count(heldOut), words.units[unit](write.count(total)), write.count(expected));
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

/** To two digits: a guess from the spread of visits so far. */
function tellNever({ words, write }: Pick<Teller, "words" | "write">, unitsNeeded: number): string {
  return words.headline.neverHere(write.percent(TARGET_LIFT), write.count(Number(unitsNeeded.toPrecision(2))));
}

function tellWhen({ words, write, report }: Teller, visits: OutcomeLift | undefined): string[] {
  if (visits === undefined) return [];
  const { date, unitsNeeded } = visits.smallestEffect;
  if (date !== null) return [words.headline.seenBy(write.percent(TARGET_LIFT), write.date(date))];
  const units = visits.arms.reduce((total, { n }) => total + n, 0);
  if (unitsNeeded === null || unitsNeeded <= units) return [];
  const never = tellNever({ words, write }, unitsNeeded);
  // Where it is too early, what it takes has a section of its own.
  return report.headline === "too_early" ? [never] : [never, words.planMore];
}
