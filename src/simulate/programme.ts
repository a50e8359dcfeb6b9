import { armOf, askedProgramme, unitOf } from "../core/assignment.ts";
import { addDays, DAY_MS, durationDays, durationMs, localDateOf } from "../core/calendar.ts";
import type { Arm, CatalogueContent, LocalDate } from "../core/community.ts";
import { type Candidates, prepareCandidates } from "../core/picks/candidates.ts";
import { choosePicks } from "../core/picks/choose-picks.ts";
import type { ContentPopularity } from "../core/picks/popularity.ts";
import type { MemberTest } from "../core/rules/condition-kind.ts";
import { isWithinReach, prepareCondition } from "../core/rules/evaluate-member.ts";
import type { Evaluation } from "../core/rules/evaluation.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { spacingDays } from "../core/rules/schedule.ts";
import type { Settings } from "../core/rules/settings.ts";
import { earliestWithin } from "../core/rules/time-bound.ts";
import type { DigestEffect } from "./behaviour.ts";
import type { SimulatedContent } from "./catalogue.ts";
import { type Community, dayMovedBy, homeTimezone } from "./community.ts";
import {
  beginLife,
  contentIdOf,
  type Life,
  lastActBy,
  liveDay,
  replaysSeen,
  type SimulatedDigest,
  viewedDays,
} from "./life.ts";
import type { SimulatedMember } from "./people.ts";
import { buildTimeline, type Moment, type TimelineEvent } from "./timeline.ts";

export interface Programme {
  /** Of the holdout, `share`, `by` and `rotate` count; nobody is exempt. */
  readonly settings: Settings;
  /** The live ones, in the settings' order. */
  readonly rules: readonly CheckedRule[];
}

export interface ProgrammeRun {
  readonly community: Community;
  readonly programme: Programme;
  /** By member index: what happened. */
  readonly lives: readonly Life[];
  /**
   * By member index, of each holdout that exposed this member, by its name: what would have happened to this member alone in
   * its other arm, in all others as it was.
   */
  readonly otherLives: readonly ReadonlyMap<string, Life>[];
}

/** What all members share at a moment: made once in the world that happened, and kept for those that did not. */
interface PreparedMoment {
  readonly candidates: Candidates;
  readonly evaluation: Evaluation;
  /** One for each of the moment's rules. */
  readonly rules: readonly PreparedRule[];
  /** Digests after this local date count under the cap. */
  readonly caps: readonly { readonly count: number; readonly since: LocalDate }[];
  /** The experiment whose arms hold. */
  readonly programme: string;
}

/** An arm that was not drawn. */
interface OtherArm {
  readonly programme: string;
  readonly arm: Arm;
}

interface PreparedRule {
  readonly rule: CheckedRule;
  readonly test: MemberTest;
  /** Another digest of the rule after this local date, or in these last milliseconds, is too soon. */
  readonly blockedAfter: LocalDate;
  readonly blockedMs: number;
}

interface World {
  readonly community: Community;
  readonly programme: Programme;
  readonly effect: DigestEffect;
  readonly catalogue: readonly CatalogueContent[];
}

/**
 * The road of the real programme, in memory: the same conditions, limits, order, arms and picks at the same moments.
 * Then, for each exposed member, once more with the other arm and everything else as it was: members influence one
 * another only by what is popular when picks are made, and that is kept from the world that happened.
 */
export function runProgramme(community: Community, programme: Programme, effect: DigestEffect): ProgrammeRun {
  const world: World = { community, programme, effect, catalogue: community.contents.map(asCatalogueContent) };
  const timeline = buildTimeline(community, programme.rules);
  const byTimezone = groupByTimezone(community.members);
  const lives = community.members.map(beginLife);
  const prepared = new Map<TimelineEvent, PreparedMoment>();
  const firstViews: number[][] = community.contents.map(() => []);
  for (const event of timeline) {
    const present = byTimezone.get(event.timezone) ?? [];
    if (event.kind === "moment") {
      const shared = prepareMoment(world, event, firstViews);
      prepared.set(event, shared);
      for (const { index } of present) meetMoment(world, lives[index] as Life, event, shared, null);
    } else {
      for (const { index } of present) {
        for (const { contentId, at } of liveDay(community, lives[index] as Life, event.day, effect))
          firstViews[contentId - 1]?.push(at);
      }
    }
  }
  const otherLives = lives.map((life) => {
    const others = new Map<string, Life>();
    for (const { programme, arm } of life.digests) {
      if (others.has(programme)) continue;
      const other: OtherArm = { programme, arm: arm === "treated" ? "held_out" : "treated" };
      // A digest that works on no day changes nothing: both worlds are one.
      others.set(programme, effect.days === 0 ? life : liveOtherwise(world, timeline, prepared, life.member, other));
    }
    return others;
  });
  return { community, programme, lives, otherLives };
}

function liveOtherwise(
  world: World,
  timeline: readonly TimelineEvent[],
  prepared: ReadonlyMap<TimelineEvent, PreparedMoment>,
  member: SimulatedMember,
  other: OtherArm,
): Life {
  const life = beginLife(member);
  const timezone = homeTimezone(member);
  for (const event of timeline) {
    if (event.timezone !== timezone) continue;
    if (event.kind === "opening") liveDay(world.community, life, event.day, world.effect);
    else meetMoment(world, life, event, prepared.get(event) as PreparedMoment, other);
  }
  return life;
}

function prepareMoment(
  world: World,
  { at, localDate, timezone, rules }: Moment,
  firstViews: readonly number[][],
): PreparedMoment {
  const { settings } = world.programme;
  const evaluation: Evaluation = { at, today: localDate, timezone, settings, asOf: "facts" };
  const idOf = new Map(world.catalogue.map(({ externalId, id }) => [externalId, id]));
  const idsOf = (externalIds: readonly string[]) => externalIds.flatMap((externalId) => idOf.get(externalId) ?? []);
  return {
    candidates: prepareCandidates(world.catalogue, countViewers(firstViews, at.getTime()), {
      at,
      hotSince: earliestWithin(settings.hotFor, evaluation),
      pinned: [],
      blocked: new Set(idsOf(settings.blocked)),
      evergreen: idsOf(settings.evergreen),
    }),
    evaluation,
    rules: rules.map((rule) => prepareRule(rule, world, evaluation)),
    caps: settings.caps.map(({ count, days }) => ({ count, since: addDays(localDate, -days) })),
    programme: askedProgramme(settings.holdout.rotate, localDateOf(at, settings.timezone)),
  };
}

function prepareRule(rule: CheckedRule, { catalogue }: World, evaluation: Evaluation): PreparedRule {
  const { againAfter } = rule;
  const againDays = againAfter === null ? 0 : durationDays(againAfter);
  return {
    rule,
    test: prepareCondition(rule.when, catalogue, evaluation),
    blockedAfter: addDays(evaluation.today, -Math.max(againDays ?? 0, spacingDays(rule.schedule))),
    blockedMs: againAfter === null || againDays !== null ? 0 : durationMs(againAfter),
  };
}

function countViewers(firstViews: readonly number[][], at: number): ContentPopularity[] {
  return firstViews.flatMap((views, index) => {
    const counts = {
      contentId: index + 1,
      viewers: 0,
      lastDay: 0,
      last3Days: 0,
      last7Days: 0,
      last14Days: 0,
      useful: 0,
    };
    for (const viewedAt of views) {
      if (viewedAt > at) continue;
      const age = at - viewedAt;
      counts.viewers++;
      if (age < DAY_MS) counts.lastDay++;
      if (age < 3 * DAY_MS) counts.last3Days++;
      if (age < 7 * DAY_MS) counts.last7Days++;
      if (age < 14 * DAY_MS) counts.last14Days++;
    }
    return counts.viewers === 0 ? [] : [counts];
  });
}

/** One member's road at one moment: conditions, consent and e-mail, again_after, caps, order, arm, picks. */
function meetMoment(world: World, life: Life, moment: Moment, shared: PreparedMoment, other: OtherArm | null): void {
  const { member, facts } = life;
  const { settings } = world.programme;
  const now = moment.at.getTime();
  if (member.email === null || !isWithinReach(facts, shared.evaluation)) return;
  if (settings.consent === "recorded" ? member.subscribed !== true : member.subscribed === false) return;
  if (isCapped(life, shared)) return;
  facts.lastActAt = lastActBy(life, now);
  facts.visits = life.visits.map(({ startsAt }) => startsAt).filter((startMs) => startMs <= now);
  const winner = shared.rules.find((prepared) => !isTooSoon(life, prepared, moment.at) && prepared.test(facts));
  if (winner === undefined) return;
  const { rule } = winner;
  const { hot, cold } = rule.digest.picks;
  const choice = choosePicks(
    shared.candidates,
    {
      externalId: member.externalId,
      reads: facts.reads,
      viewed: viewedDays(life, now),
      replays: replaysSeen(life, now),
      mailed: facts.mailed,
    },
    { hot, cold, skipBelow: rule.digest.skipBelow },
  );
  if (!("picks" in choice)) return;
  const { programme } = shared;
  const arm =
    other?.programme === programme
      ? other.arm
      : armOf(programme, unitOf(settings.holdout.by, member), settings.holdout.share);
  const digest: SimulatedDigest = {
    rule: rule.name,
    localDate: moment.localDate,
    slotAt: moment.at,
    programme,
    arm,
    picks: choice.picks,
  };
  life.digests.push(digest);
  facts.digests.push(now);
  for (const { contentId } of choice.picks) facts.mailed.add(contentId);
  const works = world.effect.until === undefined || moment.at < world.effect.until;
  if (arm === "treated" && works)
    life.received.push({ day: dayMovedBy(world.community, member, moment.at), contents: contentsOf(world, digest) });
}

function isTooSoon(life: Life, { rule, blockedAfter, blockedMs }: PreparedRule, at: Date): boolean {
  return life.digests.some(
    (digest) =>
      digest.rule === rule.name &&
      (digest.localDate > blockedAfter || at.getTime() - digest.slotAt.getTime() < blockedMs),
  );
}

function isCapped(life: Life, { caps }: PreparedMoment): boolean {
  return caps.some(({ count, since }) => life.digests.filter(({ localDate }) => localDate > since).length >= count);
}

function contentsOf({ community }: World, { picks }: SimulatedDigest): SimulatedContent[] {
  return picks.map(({ contentId }) => community.contents[contentId - 1] as SimulatedContent);
}

function groupByTimezone(members: readonly SimulatedMember[]): Map<string, SimulatedMember[]> {
  const groups = new Map<string, SimulatedMember[]>();
  for (const member of members) {
    const timezone = homeTimezone(member);
    const group = groups.get(timezone);
    if (group === undefined) groups.set(timezone, [member]);
    else group.push(member);
  }
  return groups;
}

export function asCatalogueContent(content: SimulatedContent): CatalogueContent {
  const { appeal: _, index: __, ...known } = content;
  return { ...known, id: contentIdOf(content), imageUrl: null };
}
