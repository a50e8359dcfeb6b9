import { armOf, PROGRAMME, unitOf } from "../core/assignment.ts";
import { addDays, DAY_MS, durationDays, durationMs, HOUR_MS, startOfLocalDay } from "../core/calendar.ts";
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
import type { DigestEffect } from "./behaviour.ts";
import type { SimulatedContent } from "./catalogue.ts";
import { type Community, homeTimezone } from "./community.ts";
import { beginLife, contentIdOf, lastActBy, type Life, liveDay, type SimulatedDigest, viewedDays } from "./life.ts";
import type { SimulatedMember } from "./people.ts";
import { buildTimeline, type Moment, type TimelineEvent } from "./timeline.ts";

export interface Programme {
  /** Of the holdout, `share` and `by` count; nobody is exempt. */
  readonly settings: Settings;
  /** The live ones, in the settings' order. */
  readonly rules: readonly CheckedRule[];
}

export interface ProgrammeRun {
  readonly community: Community;
  readonly programme: Programme;
  /** By member index: what happened. */
  readonly lives: readonly Life[];
  /** By member index: what would have happened to this member alone in the other arm; null: never exposed. */
  readonly otherLives: readonly (Life | null)[];
}

/** What all members share at a moment: made once in the world that happened, and kept for those that did not. */
interface PreparedMoment {
  readonly candidates: Candidates;
  readonly evaluation: Evaluation;
  /** One for each of the moment's rules. */
  readonly tests: readonly MemberTest[];
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
    const [exposing] = life.digests;
    if (exposing === undefined) return null;
    return liveOtherwise(world, timeline, prepared, life.member, exposing.arm === "treated" ? "held_out" : "treated");
  });
  return { community, programme, lives, otherLives };
}

function liveOtherwise(
  world: World,
  timeline: readonly TimelineEvent[],
  prepared: ReadonlyMap<TimelineEvent, PreparedMoment>,
  member: SimulatedMember,
  arm: Arm,
): Life {
  const life = beginLife(member);
  const timezone = homeTimezone(member);
  for (const event of timeline) {
    if (event.timezone !== timezone) continue;
    if (event.kind === "opening") liveDay(world.community, life, event.day, world.effect);
    else meetMoment(world, life, event, prepared.get(event) as PreparedMoment, arm);
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
  const hotDays = durationDays(settings.hotFor);
  const idOf = new Map(world.catalogue.map(({ externalId, id }) => [externalId, id]));
  const idsOf = (externalIds: readonly string[]) => externalIds.flatMap((externalId) => idOf.get(externalId) ?? []);
  return {
    candidates: prepareCandidates(world.catalogue, countViewers(firstViews, at.getTime()), {
      at,
      hotSince:
        hotDays === null
          ? new Date(at.getTime() - durationMs(settings.hotFor))
          : startOfLocalDay(addDays(localDate, -hotDays), timezone),
      pinned: [],
      blocked: new Set(idsOf(settings.blocked)),
      evergreen: idsOf(settings.evergreen),
    }),
    evaluation,
    tests: rules.map((rule) => prepareCondition(rule.when, world.catalogue, evaluation)),
  };
}

function countViewers(firstViews: readonly number[][], at: number): ContentPopularity[] {
  return firstViews.flatMap((views, index) => {
    const counts = { contentId: index + 1, viewers: 0, lastDay: 0, last3Days: 0, last7Days: 0, last14Days: 0 };
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
function meetMoment(world: World, life: Life, moment: Moment, shared: PreparedMoment, forced: Arm | null): void {
  const { member, facts } = life;
  const { settings } = world.programme;
  const now = moment.at.getTime();
  if (member.email === null || !isWithinReach(facts, shared.evaluation)) return;
  if (settings.consent === "recorded" ? member.subscribed !== true : member.subscribed === false) return;
  if (isCapped(life, settings, moment.localDate)) return;
  facts.lastActAt = lastActBy(life, now);
  const place = moment.rules.findIndex(
    (rule, index) => !isTooSoon(life, rule, moment) && (shared.tests[index] as MemberTest)(facts),
  );
  const rule = moment.rules[place];
  if (rule === undefined) return;
  const { hot, cold } = rule.digest.picks;
  const choice = choosePicks(
    shared.candidates,
    { externalId: member.externalId, reads: facts.reads, viewed: viewedDays(life, now), mailed: facts.mailed },
    { hot, cold, skipBelow: rule.digest.skipBelow },
  );
  if (!("picks" in choice)) return;
  const arm = forced ?? armOf(PROGRAMME, unitOf(settings.holdout.by, member), settings.holdout.share);
  const digest: SimulatedDigest = {
    rule: rule.name,
    localDate: moment.localDate,
    slotAt: moment.at,
    arm,
    picks: choice.picks,
  };
  life.digests.push(digest);
  for (const { contentId } of choice.picks) facts.mailed.add(contentId);
  if (arm === "treated")
    life.received.push({ day: dayMovedBy(world.community, life, now), contents: contentsOf(world, digest) });
}

function isTooSoon(life: Life, rule: CheckedRule, { localDate, at }: Moment): boolean {
  const againDays = rule.againAfter === null ? 0 : (durationDays(rule.againAfter) ?? 0);
  const blockedAfter = addDays(localDate, -Math.max(againDays, spacingDays(rule.schedule)));
  const exactMs = rule.againAfter === null || durationDays(rule.againAfter) !== null ? 0 : durationMs(rule.againAfter);
  return life.digests.some(
    (digest) =>
      digest.rule === rule.name &&
      (digest.localDate > blockedAfter || at.getTime() - digest.slotAt.getTime() < exactMs),
  );
}

function isCapped(life: Life, { caps }: Settings, today: LocalDate): boolean {
  return caps.some(({ count, days }) => {
    const since = addDays(today, -days);
    return life.digests.filter(({ localDate }) => localDate > since).length >= count;
  });
}

/** The first day that opens at or after the mail's arrival. */
function dayMovedBy(community: Community, life: Life, arrivedAt: number): number {
  const openings = community.opening.get(homeTimezone(life.member)) ?? [];
  // Mails arrive in the programme, near its own day: count from the estimate, not from the start.
  let day = Math.max(0, Math.floor((arrivedAt - (openings[0] ?? 0)) / DAY_MS - HOUR_MS / DAY_MS));
  while (day < openings.length && (openings[day] as number) < arrivedAt) day++;
  return day;
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
