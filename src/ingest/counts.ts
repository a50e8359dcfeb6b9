import { canonicalText } from "../core/tracking/canonical-text.ts";
import type { Difference } from "../core/tracking/compare-members.ts";

/** What became of what was given. */
export interface Counts {
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
}

export const NO_COUNTS: Counts = { new: 0, changed: 0, unchanged: 0 };

export function addCounts(one: Counts, other: Counts): Counts {
  return {
    new: one.new + other.new,
    changed: one.changed + other.changed,
    unchanged: one.unchanged + other.unchanged,
  };
}

/** Batches small enough for one transaction to be short, large enough that its fixed cost does not show. */
export const BATCH_SIZE = 4_000;

export function* batchesOf<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += BATCH_SIZE) yield items.slice(start, start + BATCH_SIZE);
}

/** One transaction a batch; answers what became of all. */
export async function inBatches<T>(
  items: readonly T[],
  record: (batch: readonly T[]) => Promise<Counts>,
): Promise<Counts> {
  let counts = NO_COUNTS;
  for (const batch of batchesOf(items)) counts = addCounts(counts, await record(batch));
  return counts;
}

/**
 * Applies statements to what is known, in order, and tells new from changed and unchanged. Answers the records that
 * must be stored.
 */
export function foldStatements<Said extends { readonly id: string }, Kept extends { readonly id: string }>(
  known: ReadonlyMap<string, Kept>,
  said: readonly Said[],
  merge: (known: Kept | undefined, said: Said) => Kept,
  compare: (before: Kept, after: Kept) => Difference = byText,
): { readonly counts: Counts; readonly changed: readonly Kept[] } {
  const now = new Map<string, Kept>();
  const counts = { new: 0, changed: 0, unchanged: 0 };
  for (const statement of said) {
    const before = now.get(statement.id) ?? known.get(statement.id);
    const after = merge(before, statement);
    if (before === undefined) counts.new += 1;
    else {
      const difference = compare(before, after);
      if (difference === "changed") counts.changed += 1;
      else counts.unchanged += 1;
      if (difference === "same") continue;
    }
    now.set(statement.id, after);
  }
  return { counts, changed: [...now.values()] };
}

function byText(before: unknown, after: unknown): Difference {
  return canonicalText(before) === canonicalText(after) ? "same" : "changed";
}
