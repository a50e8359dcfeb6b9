import { PROGRAMME } from "../core/assignment.ts";
import { DAY_MS, HOUR_MS } from "../core/calendar.ts";
import type { Arm } from "../core/community.ts";
import { kaplanMeier } from "../core/stats/survival/kaplan-meier.ts";
import { countTimes } from "../core/stats/survival/life-table.ts";
import { restrictedMean } from "../core/stats/survival/restricted-mean.ts";
import { contentIdOf, type Life, type SimulatedDigest } from "./life.ts";
import type { ProgrammeRun } from "./programme.ts";

/** What the report measures of each exposed member, as a ratio of two numbers; named as the report names it. */
export const SIMULATED_MEASURES = ["visits", "came_back", "visibility", "pick_visibility"] as const;
export type SimulatedMeasure = (typeof SIMULATED_MEASURES)[number];

export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** How long a member stayed away after first exposure, in hours. */
export interface TimeAway {
  /** From exposure to the start of the first visit after it, or else as long as they were watched, up to 28 days. */
  readonly hours: number;
  readonly back: boolean;
  /** From exposure to the end. */
  readonly watched: number;
}

/** A member from first exposure to the end, in one world. A fraction is null where the member does not count for it. */
export interface LifeOutcome {
  readonly measures: Readonly<Record<SimulatedMeasure, Fraction | null>>;
  /** Visits and days of the 28 days before exposure. */
  readonly before: Fraction;
  readonly away: TimeAway;
}

/** Both worlds of one exposed member, of one holdout. */
export interface ExposedMember {
  readonly member: string;
  readonly arm: Arm;
  readonly treated: LifeOutcome;
  readonly held_out: LifeOutcome;
}

/**
 * Everyone first exposed in a holdout before `to`, with what they did until then and what they would have done in the other arm.
 *
 * @param to when the holdout ended, or the period
 */
export function listExposed(run: ProgrammeRun, to: Date, programme = PROGRAMME): ExposedMember[] {
  return run.lives.flatMap((life, index): ExposedMember[] => {
    const exposing = life.digests.find((digest) => digest.programme === programme);
    const other = run.otherLives[index]?.get(programme);
    if (exposing === undefined || exposing.slotAt >= to || !other) return [];
    const lived = measureLife(run, life, exposing, to.getTime());
    const otherwise = measureLife(run, other, exposing, to.getTime());
    const { arm } = exposing;
    const member = life.member.externalId;
    return [
      arm === "treated"
        ? { member, arm, treated: lived, held_out: otherwise }
        : { member, arm, treated: otherwise, held_out: lived },
    ];
  });
}

export interface PlantedEffect {
  readonly outcome: "visits" | "revisit_interval" | "came_back" | "time_to_return" | "visibility" | "pick_visibility";
  /** Mailed minus held out, over all exposed members: visits a week, days, or a share from 0 to 1. null: nobody to tell by. */
  readonly effect: number | null;
}

/**
 * The true effects, on the very quantities that the report estimates.
 *
 * @param horizonDays over how many days the report averages the time to return; null: it does not
 */
export function plantedEffects(exposed: readonly ExposedMember[], horizonDays: number | null): PlantedEffect[] {
  const ratio = (arm: Arm, measure: SimulatedMeasure): number => {
    const counted = exposed.flatMap((member) => member[arm].measures[measure] ?? []);
    const total = (part: keyof Fraction) => counted.reduce((sum, fraction) => sum + fraction[part], 0);
    return total("numerator") / total("denominator");
  };
  const effectOf = (measure: SimulatedMeasure, of: (rate: number) => number = (rate) => rate): number | null => {
    const effect = of(ratio("treated", measure)) - of(ratio("held_out", measure));
    return Number.isFinite(effect) ? effect : null;
  };
  return [
    { outcome: "visits", effect: effectOf("visits", (perDay) => perDay * 7) },
    { outcome: "revisit_interval", effect: effectOf("visits", (perDay) => 1 / perDay) },
    { outcome: "came_back", effect: effectOf("came_back") },
    { outcome: "time_to_return", effect: horizonDays === null ? null : sooner(exposed, horizonDays) },
    { outcome: "visibility", effect: effectOf("visibility") },
    { outcome: "pick_visibility", effect: effectOf("pick_visibility") },
  ];
}

/** Days until the next visit, everyone exposed in one world against everyone in the other; cut off by the same end in both. */
function sooner(exposed: readonly ExposedMember[], horizonDays: number): number | null {
  const [treated, heldOut] = (["treated", "held_out"] as const).map((arm) => {
    const times = exposed.map((member) => ({ time: member[arm].away.hours, event: member[arm].away.back }));
    const estimated = kaplanMeier(countTimes(times));
    const mean = "reason" in estimated ? estimated : restrictedMean(estimated.curve, horizonDays * 24);
    return "reason" in mean ? null : mean.estimate / 24;
  });
  return treated == null || heldOut == null ? null : treated - heldOut;
}

const RETURN_DAYS = 7;
const LONGEST_AWAY_HOURS = 28 * 24;
const HISTORY_DAYS = 28;

function timeAway(life: Life, at: number, to: number): TimeAway {
  const watched = (to - at) / HOUR_MS;
  const first = life.visits.find(({ startsAt }) => startsAt > at && startsAt < to)?.startsAt;
  const hours = first === undefined ? null : (first - at) / HOUR_MS;
  return hours === null || hours >= LONGEST_AWAY_HOURS
    ? { hours: Math.min(LONGEST_AWAY_HOURS, watched), back: false, watched }
    : { hours, back: true, watched };
}

function measureLife(run: ProgrammeRun, life: Life, exposing: SimulatedDigest, to: number): LifeOutcome {
  const at = exposing.slotAt.getTime();
  const returnBy = at + RETURN_DAYS * DAY_MS;
  const historyFrom = Math.max(at - HISTORY_DAYS * DAY_MS, life.facts.joinedAt.getTime());
  const visitsWithin = (after: number, before: number) =>
    life.visits.filter(({ startsAt }) => startsAt > after && startsAt < before).length;
  const seen = seenSince(run, life, at);
  return {
    measures: {
      visits: { numerator: visitsWithin(at, to), denominator: (to - at) / DAY_MS },
      came_back: returnBy > to ? null : { numerator: Math.min(1, visitsWithin(at, returnBy + 1)), denominator: 1 },
      visibility: shareSeen(unseenAt(run, life, seen, at), seen, at, to),
      pick_visibility: shareSeen(
        exposing.picks.map(({ contentId }) => contentId),
        seen,
        at,
        to,
      ),
    },
    before: { numerator: visitsWithin(historyFrom - 1, at + 1), denominator: Math.max(0, at - historyFrom) / DAY_MS },
    away: timeAway(life, at, to),
  };
}

/** Contents open to the member at an instant and not viewed by then. */
function unseenAt({ community }: ProgrammeRun, { member, facts }: Life, seen: Seen, at: number): number[] {
  return community.contents
    .filter(
      ({ publishedAt, withdrawnAt, language, authorId }) =>
        publishedAt.getTime() <= at &&
        (withdrawnAt === null || withdrawnAt.getTime() > at) &&
        facts.reads.includes(language) &&
        authorId !== member.externalId,
    )
    .map(contentIdOf)
    .filter((contentId) => (seen(contentId) ?? Number.POSITIVE_INFINITY) > at);
}

/** When a content was seen as it stood at an instant: what is a replay by then is not seen by a view before its end. */
type Seen = (contentId: number) => number | undefined;

function seenSince({ community }: ProgrammeRun, { facts }: Life, at: number): Seen {
  return (contentId) => {
    const endsMs = community.contents[contentId - 1]?.endsAt?.getTime() ?? Number.POSITIVE_INFINITY;
    return (endsMs <= at ? facts.replays : facts.views).get(contentId);
  };
}

function shareSeen(contentIds: readonly number[], seenSince: Seen, at: number, to: number): Fraction | null {
  if (contentIds.length === 0) return null;
  const seen = contentIds.filter((contentId) => {
    const seenAt = seenSince(contentId);
    return seenAt !== undefined && seenAt > at && seenAt < to;
  });
  return { numerator: seen.length, denominator: contentIds.length };
}
