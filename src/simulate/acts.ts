import { type DigestEffect, type ReceivedDigest, type SimulatedVisit, visitsOfDay } from "./behaviour.ts";
import type { Community } from "./community.ts";
import { draw, PURPOSES } from "./draw.ts";
import type { SimulatedMember } from "./people.ts";

/** One act as the site would report it. */
export interface SimulatedAct {
  readonly messageId: string;
  readonly memberId: string;
  readonly at: Date;
  /** As the site names it: `Page Viewed`, `Content Viewed`, `Comment Created`, … */
  readonly name: string;
  readonly contentId: string | null;
  /** Whether a visit begins with it. */
  readonly isArrival: boolean;
}

/** The acts of one member's local day, in order of time: all of them after the morning's mails. */
export function actsOfDay(
  community: Community,
  member: SimulatedMember,
  day: number,
  digests: readonly ReceivedDigest[],
  effect: DigestEffect,
): SimulatedAct[] {
  return visitsOfDay(community, member, day, digests, effect).flatMap((visit) => actsOfVisit(community, member, visit));
}

/** A page on arriving, then the page of every view, and now and then what a reader does with it. Nothing comes after the last view. */
function actsOfVisit(community: Community, member: SimulatedMember, visit: SimulatedVisit): SimulatedAct[] {
  const { seed } = community.options;
  const acts: SimulatedAct[] = [];
  const add = (at: number, name: string, contentId: string | null) =>
    acts.push({
      messageId: `${member.externalId}-${visit.day}-${visit.part}-${acts.length}`,
      memberId: member.externalId,
      at: new Date(at),
      name,
      contentId,
      isArrival: acts.length === 0,
    });
  add(visit.startsAt, "Page Viewed", null);
  for (const { content, at } of visit.views) {
    add(at, "Page Viewed", null);
    add(at, "Content Viewed", content.externalId);
    const act = draw(seed, PURPOSES.act, member.index, visit.day, content.index);
    if (act < 0.05 && content.type !== "live") add(at, "Comment Created", content.externalId);
    else if (act < 0.16) add(at, content.type === "live" ? "Live Registered" : "Reaction Added", content.externalId);
    else if (act < 0.19) add(at, "Bookmark Added", content.externalId);
  }
  return acts;
}
