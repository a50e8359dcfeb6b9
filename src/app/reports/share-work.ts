import { type Kept, type Reading, TooMuchWork } from "../../web/reading.ts";

/** Work whose result is kept for those who ask next, and shared by those who ask while it is done. One at a time. */
export interface SharedWork {
  /**
   * What is known of `key`, at once. `make` is called where nothing is, or where it may be out of date.
   *
   * @throws TooMuchWork where nothing is, and as much waits to be done as may
   */
  read<T>(key: string, make: () => Promise<T>): Promise<Reading<T>>;
  /** Nothing is begun any more. Resolves once nothing is being done. */
  stop(): Promise<void>;
}

export interface SharedWorkOptions {
  /** Changes when what the work reads has changed. Cheap; null: it cannot be told. */
  readonly stamp: () => Promise<string | null>;
  /** Nothing comes any more to what the work reads, and its time stands still: a result is good for good. */
  readonly isStill?: boolean;
  readonly now?: () => number;
}

/** So old, a result is shown to nobody while a new one is made. */
const SHOWN_FOR_MS = 10 * 60_000;
const GOOD_FOR_MS = 60_000;
/** Where facts come all the time, the database spends at most a tenth of it on results. */
const SHARE_OF_TIME = 10;
const MOST_WAITING = 8;
const MOST_KEPT = 40;

interface Entry {
  kept: (Kept<unknown> & { readonly stamp: string | null }) | null;
  coming: Promise<Kept<unknown>> | null;
}

/** A result is good until what it reads changes, for a minute at most; one that took long, for ten times as long in any case. */
export function shareWork({ stamp, isStill = false, now = () => performance.now() }: SharedWorkOptions): SharedWork {
  const entries = new Map<string, Entry>();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let stopped = false;

  const entryOf = (key: string): Entry => {
    const entry = entries.get(key) ?? { kept: null, coming: null };
    // Those asked for last stand last.
    entries.delete(key);
    entries.set(key, entry);
    for (const [oldest, { coming }] of entries) {
      if (entries.size <= MOST_KEPT) break;
      if (coming === null) entries.delete(oldest);
    }
    return entry;
  };

  const begin = <T>(entry: Entry, make: () => Promise<T>): Promise<Kept<T>> => {
    waiting += 1;
    const turn = last.then(async () => {
      if (stopped) throw new TooMuchWork("The process ends.");
      // What comes meanwhile may be missing, so the stamp is that of before.
      const known = await stamp().catch(() => null);
      const since = now();
      const value = await make();
      const kept = { value, tookMs: now() - since, ageMs: () => now() - since, stamp: known };
      entry.kept = kept;
      return kept;
    });
    const coming = turn.finally(() => {
      waiting -= 1;
      entry.coming = null;
    });
    last = coming.catch(() => undefined);
    entry.coming = coming;
    return coming;
  };

  const isGood = async ({ kept }: Entry): Promise<boolean> => {
    if (kept === null) return false;
    if (isStill) return true;
    if (kept.ageMs() >= GOOD_FOR_MS) return false;
    if (kept.ageMs() < SHARE_OF_TIME * kept.tookMs) return true;
    return kept.stamp !== null && (await stamp().catch(() => null)) === kept.stamp;
  };

  return {
    read: async <T>(key: string, make: () => Promise<T>): Promise<Reading<T>> => {
      const entry = entryOf(key);
      const good = entry.coming === null && (await isGood(entry));
      const kept = entry.kept !== null && (good || entry.kept.ageMs() < SHOWN_FOR_MS) ? (entry.kept as Kept<T>) : null;
      if (good) return { kept, coming: null };
      // Somebody else may have begun while the stamp was read.
      if (entry.coming !== null) return { kept, coming: entry.coming as Promise<Kept<T>> };
      if (waiting < MOST_WAITING && !stopped) return { kept, coming: begin(entry, make) };
      if (kept === null) throw new TooMuchWork("Too much is being computed already.");
      return { kept, coming: null };
    },
    stop: async () => {
      stopped = true;
      await last;
    },
  };
}
