import { durationMs } from "../core/calendar.ts";
import type { MemberAlias } from "../core/tracking/member-alias.ts";
import { batchesOf } from "./counts.ts";
import type { IngestDeps } from "./ports.ts";

/**
 * Joins what is known under each anonymous or earlier id to the member that it stands for. Safe to repeat, in any order,
 * before or after the activities themselves; what still comes under a joined id goes to that member. Answers how many
 * members (visitors without a name among them) became part of another.
 */
export async function aliasMembers(
  { store, clock, settings }: Pick<IngestDeps, "store" | "clock" | "settings">,
  aliases: readonly MemberAlias[],
): Promise<number> {
  const distinct = new Map(aliases.map((alias) => [keyOf(alias), alias]));
  let joined = 0;
  for (const batch of batchesOf([...distinct.values()])) {
    joined += await store.aliasMembers(batch, clock.now(), durationMs(settings.visitGap));
  }
  return joined;
}

function keyOf(alias: MemberAlias): string {
  return JSON.stringify(
    "anonymousId" in alias ? [alias.userId, alias.anonymousId] : [alias.userId, null, alias.previousId],
  );
}
