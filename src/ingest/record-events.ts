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
    const gap = durationMs(settings.visitGap);
    const fresh = await Promise.all(
      sharedOut([...distinct.values()]).map((share) => store.recordActivities(source, share, gap)),
    );
    const added = fresh.reduce((sum, some) => sum + some, 0);
    counts = addCounts(counts, { new: added, changed: 0, unchanged: batch.length - added });
  }
  return counts;
}

/** Below it a transaction's fixed cost shows. */
const LEAST_SHARED = 500;

/** Two shares that have no member in common go to the database at the same time, and wait for nothing of each other. */
function sharedOut(activities: readonly ReceivedActivity[]): readonly (readonly ReceivedActivity[])[] {
  if (activities.length < LEAST_SHARED) return [activities];
  const shares: [ReceivedActivity[], ReceivedActivity[]] = [[], []];
  for (const activity of activities) shares[isOdd(activity.memberId) ? 1 : 0].push(activity);
  return shares.filter((share) => share.length > 0);
}

/** Of any text: half of all ids, whatever they end with. */
function isOdd(id: string): boolean {
  let sum = 0;
  for (let at = 0; at < id.length; at += 1) sum = (sum * 31 + id.charCodeAt(at)) | 0;
  return ((sum ^ (sum >>> 15)) & 1) === 1;
}
