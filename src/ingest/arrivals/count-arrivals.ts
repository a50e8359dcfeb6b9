import type { ArrivalStore } from "./ports.ts";

const EVERY_MS = 1_000;

/**
 * Counts what comes and writes it down at most once a second, so that no event waits for it. What a process that is killed
 * has counted since is lost; the events are not.
 */
export function countArrivals(store: Pick<ArrivalStore, "note">): {
  count(source: string, events: number): void;
  stop(): Promise<void>;
} {
  const counted = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  const count = (source: string, events: number): void => {
    if (events === 0) return;
    counted.set(source, (counted.get(source) ?? 0) + events);
    timer ??= setTimeout(flush, EVERY_MS).unref();
  };
  const write = async (): Promise<void> => {
    const arrivals = [...counted].map(([source, events]) => ({ source, events }));
    counted.clear();
    if (arrivals.length === 0) return;
    try {
      await store.note(arrivals);
    } catch {
      // Whoever sends events is told that the database is away; these are only figures, and tried again.
      for (const { source, events } of arrivals) count(source, events);
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
