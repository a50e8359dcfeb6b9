const EVERY_MS = 1_000;

/** Counts by key and writes it down at most once a second. What a process that is killed has counted since is lost. */
export interface OftenCounter {
  count(key: string, times: number): void;
  stop(): Promise<void>;
}

export function countOften(note: (counted: ReadonlyMap<string, number>) => Promise<void>): OftenCounter {
  let counted = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  const count = (key: string, times: number): void => {
    if (times === 0) return;
    counted.set(key, (counted.get(key) ?? 0) + times);
    timer ??= setTimeout(flush, EVERY_MS).unref();
  };
  const write = async (): Promise<void> => {
    const taken = counted;
    counted = new Map();
    if (taken.size === 0) return;
    try {
      await note(taken);
    } catch {
      // Whoever sends is told that the database is away; these are only figures, and tried again.
      for (const [key, times] of taken) count(key, times);
    }
  };
  const flush = (): void => {
    timer = null;
    writing = writing.then(write);
  };
  return {
    count,
    stop: async () => {
      flush();
      await writing;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
