import { durationMs } from "../core/calendar.ts";
import { type Activity, messageIdOf } from "../core/tracking/activity.ts";
import { aliasMembers } from "./alias-members.ts";
import { addCounts, batchesOf, type Counts, NO_COUNTS } from "./counts.ts";
import type { IngestDeps, ReceivedActivity } from "./ports.ts";

/** Who sent the messages, where only one site does. */
export const DEFAULT_SOURCE = "site";

/**
 * Takes activities, each once for its source, in any order; visits, views and what is counted follow. One that bears a
 * member's id and an anonymous one says as well that the two are the same person.
 */
export async function recordEvents(
  { store, clock, settings }: Pick<IngestDeps, "store" | "clock" | "settings">,
  activities: readonly Activity[],
  source: string = DEFAULT_SOURCE,
): Promise<Counts> {
  let counts = NO_COUNTS;
  const aliases = activities.flatMap(({ memberId: userId, anonymous, anonymousId }) =>
    anonymous || anonymousId === undefined ? [] : [{ userId, anonymousId }],
  );
  if (aliases.length > 0) await aliasMembers({ store, clock, settings }, aliases);
  for (const batch of batchesOf(activities)) {
    const distinct = new Map<string, ReceivedActivity>();
    for (const activity of batch) {
      const messageId = messageIdOf(activity);
      if (!distinct.has(messageId)) distinct.set(messageId, { ...activity, messageId });
    }
    const fresh = await store.recordActivities(source, [...distinct.values()], durationMs(settings.visitGap));
    counts = addCounts(counts, { new: fresh, changed: 0, unchanged: batch.length - fresh });
  }
  return counts;
}
