import type { LoadedRules } from "../../audience/load-rules.ts";
import { SITE_URL } from "../../simulate/catalogue.ts";
import { type Community, dateOfDay, dayMovedBy } from "../../simulate/community.ts";
import { buildTimeline, type TimelineEvent } from "../../simulate/timeline.ts";
import type { DemoFeed } from "./demo-feed.ts";
import type { DemoMailbox } from "./demo-mailbox.ts";

export interface DemoProgress {
  /** Days of the programme that are over, and in all. */
  readonly day: number;
  readonly days: number;
  readonly date: string;
  readonly mails: number;
  readonly visits: number;
}

export interface DemoLoop {
  readonly community: Community;
  readonly loaded: LoadedRules;
  readonly feed: DemoFeed;
  readonly mailbox: DemoMailbox;
  /** Where those of the links lead that are ours. */
  readonly findTargets: (links: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly runCycle: (at: Date) => Promise<unknown>;
  readonly onProgress: (progress: DemoProgress) => void;
}

export interface DemoOutcome {
  readonly cycles: number;
  readonly mails: number;
}

/**
 * Lives through the whole time, instant by instant. At a send moment the site first reports what has happened, then a
 * cycle runs as it would at that instant, then what arrived is put before its readers; their day begins an hour later.
 */
export async function liveThrough({
  community,
  loaded,
  feed,
  mailbox,
  findTargets,
  runCycle,
  onProgress,
}: DemoLoop): Promise<DemoOutcome> {
  const rules = loaded.rules.filter(({ state }) => state === "live");
  const contentOf = new Map(
    community.contents.flatMap((content) =>
      [content.url, content.replayUrl].flatMap((url) => (url === null ? [] : [[url, content] as const])),
    ),
  );
  const memberOf = new Map(
    community.members.flatMap((member) => (member.email === null ? [] : [[member.email, member] as const])),
  );
  let cycles = 0;
  let mails = 0;
  for (const { at, events } of groupByInstant(buildTimeline(community, rules))) {
    if (events.some(({ kind }) => kind === "moment")) {
      await feed.report(at);
      await runCycle(at);
      cycles++;
      const arrivals = mailbox.takeArrivals();
      const targets = await findTargets(arrivals.flatMap(({ links }) => links));
      for (const mail of arrivals) {
        const member = memberOf.get(mail.address);
        if (member === undefined) throw new Error(`a mail to ${mail.address}, who is no member`);
        const contents = [
          ...new Set(mail.links.flatMap((link) => contentOf.get(withoutQuery(targets.get(link) ?? link)) ?? [])),
        ];
        feed.receive(member, { day: dayMovedBy(community, member, at), contents });
        mails++;
      }
    }
    for (const event of events) {
      if (event.kind === "opening") feed.live(event);
    }
    const days = community.endDay - community.firstDay;
    const day = Math.min(days, Math.max(0, latestDay(events) - community.firstDay + 1));
    onProgress({
      day,
      days,
      date: dateOfDay(community, community.firstDay + Math.max(1, day) - 1),
      mails,
      visits: feed.visits,
    });
  }
  // What people did after the last mail, to the end of their last day.
  const end = new Date(`${dateOfDay(community, community.endDay + 1)}T12:00:00Z`);
  await feed.report(end);
  return { cycles, mails };
}

function groupByInstant(timeline: readonly TimelineEvent[]): { at: Date; events: TimelineEvent[] }[] {
  const groups: { at: Date; events: TimelineEvent[] }[] = [];
  for (const event of timeline) {
    const last = groups.at(-1);
    if (last !== undefined && last.at.getTime() === event.at.getTime()) last.events.push(event);
    else groups.push({ at: event.at, events: [event] });
  }
  return groups;
}

function latestDay(events: readonly TimelineEvent[]): number {
  return Math.max(-1, ...events.flatMap((event) => (event.kind === "opening" ? event.day : [])));
}

/** A link of a mail as the site knows it: what was added for its own counting is taken away. */
function withoutQuery(link: string): string {
  if (!link.startsWith(SITE_URL)) return link;
  const url = new URL(link);
  return `${url.origin}${url.pathname}`;
}
