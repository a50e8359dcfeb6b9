import type { NoFigure } from "../indicators/measure-indicators.ts";
import { indicatorWords } from "../indicators/words.ts";
import { shownInterval } from "../lift/lift-report.ts";
import { LEAST } from "./sponsor-page.ts";
import type { SponsorTeller } from "./sponsor-teller.ts";
import { sourced } from "./write-sourced.ts";

/** What the community brought its members: picks they chose to read, answers to their questions, whether they recommend it. */
export function tellMembers(teller: SponsorTeller): string[] {
  return [...tellPicks(teller), tellAnswers(teller).join(" "), tellNps(teller).join(" ")];
}

function tellPicks({ page, words, write }: SponsorTeller): string[] {
  const { picks } = page;
  const treated = picks?.arms.find(({ arm }) => arm === "treated");
  const heldOut = picks?.arms.find(({ arm }) => arm === "held_out");
  if (picks === null || treated === undefined || treated.denominator === 0) return [words.picks.none];
  const shares = write.pair("share", [treated.value, heldOut?.value ?? null]);
  const percent = (share: number): string => sourced("picks", shares(share));
  const said = words.picks.read(
    percent(treated.numerator / treated.denominator),
    sourced("picks", write.count(treated.numerator)),
    sourced("picks", write.count(treated.denominator)),
  );
  const interval = shownInterval(picks, page.report.interval);
  if (picks.verdict === "too_early" || interval === null || heldOut?.value == null) {
    return [said, words.picks.noEffectYet];
  }
  const { estimate, low, high } = interval;
  const other = percent(heldOut.value);
  const effects = write.effects([estimate, low, high]);
  const effect = (share: number): string => sourced("picks", effects(share));
  if (picks.verdict === "better" && estimate >= DOUBLED) {
    const times = (share: number): string => sourced("picks", write.times(1 + share));
    return [said, words.picks.times(other, times(estimate), [times(low), times(high)])];
  }
  if (picks.verdict === "better") {
    return [said, words.picks.more(other, effect(estimate), [effect(low), effect(high)])];
  }
  if (picks.verdict === "worse") {
    return [said, words.picks.fewer(other, effect(-estimate), [effect(-high), effect(-low)])];
  }
  const bound = (share: number): string => {
    if (share < 0) return words.picks.byLess(effect(-share));
    return share >= DOUBLED
      ? words.picks.byTimes(sourced("picks", write.times(1 + share)))
      : words.picks.byMore(effect(share));
  };
  return [said, words.picks.alike(other, [bound(low), bound(high)])];
}

/** Of nothing at all, not even none can be said. */
function cameNothing(reason: NoFigure | null): boolean {
  return reason === "silent" || reason === "no_history";
}

/** From here on, a share of a share is said as a multiple. */
const DOUBLED = 1;

const DAY_HOURS = 24;

/** In days from two on. */
function tellHours({ language, write }: SponsorTeller, hours: number): string {
  const { units } = indicatorWords(language);
  const days = hours / DAY_HOURS;
  return days < 2 ? units.hours(write.days(hours), hours) : units.days(write.days(days), days);
}

function tellAnswers(teller: SponsorTeller): string[] {
  const { page, words, write } = teller;
  const { answered, hoursToAnswer } = page;
  if (answered.now.reason === "needs_event") return [words.answers.silent];
  if (answered.now.reason === "dropped") return [words.answers.dropped];
  if (cameNothing(answered.now.reason)) return [words.answers.nothingCame];
  const { of, value } = answered.now;
  if (of === null || value === null) return [words.answers.none];
  const said = words.answers.some(
    of.count === 0 ? null : sourced("questions", write.count(of.count)),
    sourced("questions", write.count(of.total)),
    sourced("questions", write.percent(value)),
  );
  const hours = hoursToAnswer.now.value;
  // Of one question there is no half.
  return hours === null || of.total < 2
    ? [said]
    : [said, words.answers.within(sourced("questions", tellHours(teller, hours)))];
}

function tellNps({ page, words, write }: SponsorTeller): string[] {
  const { now } = page.nps;
  if (now.reason === "needs_event") return [words.nps.silent];
  if (now.reason === "dropped") return [words.nps.dropped];
  if (cameNothing(now.reason)) return [words.nps.nothingCame];
  if (now.value === null || now.of === null) return [words.nps.none];
  const score = Math.round(now.value);
  const said = words.nps.score(
    sourced("nps", score > 0 ? `+${write.count(score)}` : write.count(score)),
    sourced("nps", write.count(now.of.total)),
  );
  return now.of.total < LEAST.answers ? [said, words.nps.few] : [said];
}
