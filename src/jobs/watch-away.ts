export interface AwayWatch {
  stop(): Promise<void>;
}

export interface AwayOptions {
  /** As the log calls it: `PostgreSQL`. */
  readonly name: string;
  /** Rejects, or does not answer, while it is away. */
  readonly probe: () => Promise<unknown>;
  readonly say: (text: string) => void;
  readonly everyMs?: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

const EVERY_MS = 2_000;
/** A server under load may take its time; one that says nothing for so long is away. */
const SILENT_MS = 10_000;

/**
 * Says once that something is back, and how long it was away. That it is away is told by whatever needed it; without this, a
 * log would end with that.
 */
export function watchAway({
  name,
  probe,
  say,
  everyMs = EVERY_MS,
  now = () => performance.now(),
}: AwayOptions): AwayWatch {
  let awaySince: number | null = null;
  let askedAt = 0;
  let asking: Promise<void> | null = null;
  let stopped = false;
  const answered = (): void => {
    if (awaySince !== null && !stopped) say(`${name} answers again, after ${tellSpan(now() - awaySince)}`);
    awaySince = null;
  };
  const ask = (): void => {
    if (asking !== null) {
      if (now() - askedAt >= SILENT_MS) awaySince ??= askedAt;
      return;
    }
    askedAt = now();
    asking = probe()
      .then(answered, () => {
        awaySince ??= askedAt;
      })
      .finally(() => {
        asking = null;
      });
  };
  const timer = setInterval(ask, everyMs);
  timer.unref();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
    },
  };
}

/** `40 seconds`, `12 minutes`, `3 hours`: as somebody would say it who reads a log. */
function tellSpan(ms: number): string {
  const units = [
    ["hour", 3_600_000],
    ["minute", 60_000],
    ["second", 1_000],
  ] as const;
  const [unit, size] = units.find(([, length]) => ms >= 2 * length) ?? units[2];
  const count = Math.max(1, Math.round(ms / size));
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
