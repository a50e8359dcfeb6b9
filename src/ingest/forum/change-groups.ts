import { GROUPS } from "../../core/connectors/discourse/forum.ts";
import { compareMembers } from "../../core/tracking/compare-members.ts";
import { mergeMember, timeOf } from "../../core/tracking/merge-member.ts";
import { foldStatements } from "../counts.ts";
import type { IngestDeps } from "../ports.ts";

/**
 * Changes the groups of a member, whom nobody else changes meanwhile: of two that come at once none undoes the other, also where
 * the later to be stored was the earlier to come. `change` answers the groups after these; null: none.
 */
export async function changeGroups(
  { store, clock }: Pick<IngestDeps, "store" | "clock">,
  memberId: string,
  receivedAt: Date,
  change: (groups: readonly string[]) => readonly string[] | null,
): Promise<void> {
  const now = clock.now();
  await store.changeMembers([memberId], now, (known, current) => {
    const id = current.get(memberId) ?? memberId;
    const before = known.get(id);
    const saidAt = before === undefined ? undefined : timeOf(before.statedAt, GROUPS);
    const at = new Date(Math.max(receivedAt.getTime(), saidAt ?? 0));
    const attributes = { [GROUPS]: change(textsOf(before?.attributes[GROUPS])) };
    const said = { id, saying: { at, isOwn: false }, attributes };
    return foldStatements(known, [said], (record, one) => mergeMember(record, one, now), compareMembers).changed;
  });
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
