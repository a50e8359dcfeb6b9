import { type MemberStatement, mergeMember, withoutFutureConsent } from "../core/tracking/member.ts";
import { addCounts, batchesOf, type Counts, foldStatements, NO_COUNTS } from "./counts.ts";
import type { IngestDeps } from "./ports.ts";

/** Takes what is said of members, in order. A member of whom nothing says when they joined joined now. */
export async function recordMembers(
  { store, clock }: Pick<IngestDeps, "store" | "clock">,
  members: readonly MemberStatement[],
): Promise<Counts> {
  let counts = NO_COUNTS;
  for (const batch of batchesOf(members)) {
    let batchCounts = NO_COUNTS;
    const now = clock.now();
    const statements = batch.map((said) => withoutFutureConsent(said, now));
    await store.changeMembers(distinctIds(batch), now, (known, current) => {
      const resolved = statements.map((said) => ({ ...said, id: current.get(said.id) ?? said.id }));
      const folded = foldStatements(known, resolved, mergeMember);
      batchCounts = folded.counts;
      return folded.changed;
    });
    counts = addCounts(counts, batchCounts);
  }
  return counts;
}

function distinctIds(batch: readonly MemberStatement[]): string[] {
  return [...new Set(batch.map(({ id }) => id))];
}
