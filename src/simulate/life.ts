import { DAY_MS } from "../core/calendar.ts";
import type { Arm, LocalDate } from "../core/community.ts";
import type { Pick } from "../core/picks/pick.ts";
import type { MemberFacts } from "../core/rules/evaluation.ts";
import { type DigestEffect, type ReceivedDigest, type SimulatedVisit, visitsOfDay } from "./behaviour.ts";
import type { Community } from "./community.ts";
import { SITE_LANGUAGES, type SimulatedMember } from "./people.ts";

/** A digest with picks, whatever its arm: the held out get theirs too, and never see it. */
export interface SimulatedDigest {
  readonly rule: string;
  readonly localDate: LocalDate;
  readonly slotAt: Date;
  /** The experiment that the arm was drawn in. */
  readonly programme: string;
  readonly arm: Arm;
  readonly picks: readonly Pick[];
}

/** What became of one member so far, in one of the worlds that could have been. */
export interface Life {
  readonly member: SimulatedMember;
  /** As rules see the member; what happens to them changes as the days pass. Of their acts, only visits and views count. */
  readonly facts: MemberFacts & {
    lastActAt: Date | null;
    views: Map<number, number>;
    replays: Map<number, number>;
    mailed: Set<number>;
    visits: readonly number[];
    digests: number[];
  };
  readonly visits: SimulatedVisit[];
  readonly digests: SimulatedDigest[];
  readonly received: ReceivedDigest[];
}

/** Contents and members are numbered from 1, as a fresh database numbers them. */
export function contentIdOf(content: { readonly index: number }): number {
  return content.index + 1;
}

export function beginLife(member: SimulatedMember): Life {
  return {
    member,
    facts: {
      id: member.index + 1,
      externalId: member.externalId,
      joinedAt: member.createdAt,
      lastActAt: null,
      reads: member.reads.length > 0 ? member.reads : SITE_LANGUAGES,
      views: new Map(),
      replays: new Map(),
      mailed: new Set(),
      visits: [],
      acts: new Map(),
      digests: [],
      role: member.role,
      email: member.email,
      name: `${member.firstName} ${member.lastName}`,
      firstName: member.firstName,
      lastName: member.lastName,
      locale: member.locale,
      timezone: member.timezone,
      company: member.company,
      subscribed: member.subscribed,
      createdAt: member.createdAt,
      renewalAt: null,
      attributes: { plan: member.plan },
    },
    visits: [],
    digests: [],
    received: [],
  };
}

/** Lives one local day, and answers what the member saw for the first time. */
export function liveDay(
  community: Community,
  life: Life,
  day: number,
  effect: DigestEffect,
): { contentId: number; at: number }[] {
  const firstViews: { contentId: number; at: number }[] = [];
  for (const visit of visitsOfDay(community, life.member, day, life.received, effect)) {
    life.visits.push(visit);
    for (const { content, at } of visit.views) {
      const contentId = contentIdOf(content);
      const isOver = content.endsAt !== null && at >= content.endsAt.getTime();
      if (isOver && !life.facts.replays.has(contentId)) life.facts.replays.set(contentId, at);
      if (life.facts.views.has(contentId)) continue;
      life.facts.views.set(contentId, at);
      firstViews.push({ contentId, at });
    }
  }
  return firstViews;
}

/** The end of the last visit by `at`; of one that is under way, its start. */
export function lastActBy(life: Life, at: number): Date | null {
  for (let index = life.visits.length - 1; index >= 0; index--) {
    const visit = life.visits[index] as SimulatedVisit;
    if (visit.endsAt <= at) return new Date(visit.endsAt);
    if (visit.startsAt <= at) return new Date(visit.startsAt);
  }
  return null;
}

/** Contents whose replay was seen by `at`. */
export function replaysSeen(life: Life, at: number): Set<number> {
  return new Set([...life.facts.replays].flatMap(([contentId, seenAt]) => (seenAt <= at ? [contentId] : [])));
}

/** Content id → day of the first view, of the views by `at`. */
export function viewedDays(life: Life, at: number): Map<number, number> {
  const days = new Map<number, number>();
  for (const [contentId, viewedAt] of life.facts.views) {
    if (viewedAt <= at) days.set(contentId, Math.floor(viewedAt / DAY_MS));
  }
  return days;
}
