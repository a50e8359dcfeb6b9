import type { Activity } from "../../core/tracking/activity.ts";
import type { ContentStatement } from "../../core/tracking/content.ts";
import type { MemberStatement } from "../../core/tracking/member.ts";
import type { IngestDeps } from "../../ingest/ports.ts";
import { recordContents } from "../../ingest/record-contents.ts";
import { recordEvents } from "../../ingest/record-events.ts";
import { recordMembers } from "../../ingest/record-members.ts";
import { actsOfDay, type SimulatedAct } from "../../simulate/acts.ts";
import { PLANTED_EFFECT, type ReceivedDigest } from "../../simulate/behaviour.ts";
import type { SimulatedContent } from "../../simulate/catalogue.ts";
import { type Community, homeTimezone } from "../../simulate/community.ts";
import type { SimulatedMember } from "../../simulate/people.ts";
import type { Opening } from "../../simulate/timeline.ts";

/** The simulated site: it tells Rekindle what happened, as it happens and never before. */
export interface DemoFeed {
  /** Lets the members of a timezone live their day, each with the digests that reached them. */
  live(opening: Opening): void;
  /** Reports everything up to and including an instant. */
  report(upTo: Date): Promise<void>;
  /** A digest that reached a member, and the first day that it works on. */
  receive(member: SimulatedMember, digest: ReceivedDigest): void;
  readonly visits: number;
}

export function createFeed(community: Community, ingest: IngestDeps): DemoFeed {
  const received: ReceivedDigest[][] = community.members.map(() => []);
  const joining = [...community.members].sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
  const news = community.contents.flatMap(newsOf);
  news.sort((one, other) => one.statedAt.getTime() - other.statedAt.getTime());
  let acts: SimulatedAct[] = [];
  let visits = 0;
  return {
    get visits() {
      return visits;
    },
    live: ({ timezone, day }) => {
      for (const member of community.members) {
        if (homeTimezone(member) !== timezone) continue;
        const lived = actsOfDay(community, member, day, received[member.index] ?? [], PLANTED_EFFECT);
        visits += lived.filter(({ isArrival }) => isArrival).length;
        acts.push(...lived);
      }
    },
    report: async (upTo) => {
      await recordMembers(ingest, takeUpTo(joining, upTo, ({ createdAt }) => createdAt).map(memberStatement));
      await recordContents(
        ingest,
        takeUpTo(news, upTo, ({ statedAt }) => statedAt),
      );
      const due = acts.filter(({ at }) => at <= upTo);
      acts = acts.filter(({ at }) => at > upTo);
      due.sort((one, other) => one.at.getTime() - other.at.getTime());
      await recordEvents(ingest, due.map(activityOf));
    },
    receive: (member, digest) => {
      received[member.index]?.push(digest);
    },
  };
}

/** Takes from the front of a list in order of time what lies at or before an instant. */
function takeUpTo<T>(queue: T[], upTo: Date, timeOf: (item: T) => Date): T[] {
  const first = queue.findIndex((item) => timeOf(item) > upTo);
  return queue.splice(0, first === -1 ? queue.length : first);
}

function memberStatement(member: SimulatedMember): MemberStatement {
  return {
    id: member.externalId,
    email: member.email,
    name: `${member.firstName} ${member.lastName}`,
    firstName: member.firstName,
    lastName: member.lastName,
    locale: member.locale,
    reads: member.reads,
    timezone: member.timezone,
    role: member.role,
    company: member.company,
    subscribed: member.subscribed,
    createdAt: member.createdAt,
    attributes: { plan: member.plan },
  };
}

/** Publishing, and for a few contents withdrawing. */
function newsOf(content: SimulatedContent): ContentStatement[] {
  const { externalId: id, publishedAt, withdrawnAt } = content;
  const published: ContentStatement = {
    id,
    statedAt: publishedAt,
    by: "event",
    fields: {
      type: content.type,
      title: content.title,
      url: content.url,
      summary: content.summary,
      themes: content.themes,
      language: content.language,
      authorId: content.authorId,
      publishedAt,
      startsAt: content.startsAt,
      endsAt: content.endsAt,
      replayUrl: content.replayUrl,
    },
  };
  if (withdrawnAt === null) return [published];
  return [published, { id, statedAt: withdrawnAt, by: "event", fields: { withdrawnAt } }];
}

function activityOf({ messageId, memberId, name, at, contentId }: SimulatedAct): Activity {
  return { messageId, memberId, name, occurredAt: at, contentId, passive: false, properties: null };
}
