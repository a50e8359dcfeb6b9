export interface CycleKeeper {
  /** Runs a cycle now, or answers the one that runs already. */
  wake(): Promise<void>;
  /** No further cycle; answers when the one that runs has ended. */
  stop(): Promise<void>;
}

export const CYCLE_EVERY_MS = 60_000;

/**
 * Runs a cycle at once and then every minute, one at a time. The queue wakes it as well; this timer stands beside, so
 * that a lost schedule cannot silence the worker.
 */
export function keepCycling(
  cycle: () => Promise<void>,
  onTrouble: (error: unknown) => void,
  everyMs: number = CYCLE_EVERY_MS,
): CycleKeeper {
  let running: Promise<void> | null = null;
  let stopped = false;
  const wake = (): Promise<void> => {
    if (stopped) return running ?? Promise.resolve();
    running ??= cycle()
      .catch(onTrouble)
      .finally(() => {
        running = null;
      });
    return running;
  };
  const timer = setInterval(() => void wake(), everyMs);
  void wake();
  return {
    wake,
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
