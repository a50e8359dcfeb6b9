import type { Retention } from "../../core/rules/settings.ts";
import { KEPT_KINDS, type KeptKind, type RetentionStore } from "./ports.ts";

/** Half a second of work or less, and no lock for longer. */
const BATCH = 2_000;
/** What is left after so many goes with the next cycle: mails that are due do not wait for the broom. */
const MOST_BATCHES = 50;

export interface LetGo {
  /** Kind → rows that went. */
  readonly rows: Readonly<Partial<Record<KeptKind, number>>>;
  /** Nothing older is left. */
  readonly done: boolean;
}

/** Lets go of what settings.retention keeps for so long and no longer. */
export async function letGoOfOld(store: RetentionStore, retention: Retention, at: Date): Promise<LetGo> {
  const rows: Partial<Record<KeptKind, number>> = {};
  let batches = 0;
  for (const kind of KEPT_KINDS) {
    const days = retention[kind];
    for (let full = days !== null; full; batches += 1) {
      if (batches === MOST_BATCHES) return { rows, done: false };
      const gone = await store.letGo(kind, days ?? 0, at, BATCH);
      rows[kind] = (rows[kind] ?? 0) + gone;
      full = gone === BATCH;
    }
  }
  return { rows, done: true };
}
