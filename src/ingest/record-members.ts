import { compareMembers, isSaidAgain } from "../core/tracking/compare-members.ts";
import { withoutFutureConsent } from "../core/tracking/consent.ts";
import type { MemberRecord, MemberStatement } from "../core/tracking/member.ts";
import { mergeMember } from "../core/tracking/merge-member.ts";
import { type Counts, foldStatements, inBatches, NO_COUNTS } from "./counts.ts";
import type { IngestDeps } from "./ports.ts";

/**
 * Takes what is said of members; what has no time of its own is of now, in order. A member of whom nothing says when they
 * joined joined now.
 */
export async function recordMembers(
  { store, clock }: Pick<IngestDeps, "store" | "clock">,
  members: readonly MemberStatement[],
): Promise<Counts> {
  return inBatches(members, async (batch) => {
    let counts = NO_COUNTS;
    const now = clock.now();
    const statements = batch.map((said) => withoutFutureConsent(said, now));
    await store.changeMembers(distinctIds(batch), now, (known, current) => {
      const resolved = statements.map((said) => ({ ...said, id: current.get(said.id) ?? said.id }));
      const merge = (before: MemberRecord | undefined, said: MemberStatement) => {
        const after = mergeMember(before, said, now);
        return before !== undefined && said.saying === undefined && isSaidAgain(before, after) ? before : after;
      };
      const folded = foldStatements(known, resolved, merge, compareMembers);
      counts = folded.counts;
      return folded.changed;
    });
    return counts;
  });
}

function distinctIds(batch: readonly MemberStatement[]): string[] {
  return [...new Set(batch.map(({ id }) => id))];
}
