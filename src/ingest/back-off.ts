const LONGEST_MS = 86_400_000;

/** When to ask a source again that is asked every so often and has failed so many times on end: twice as late each time. */
export function backOffMs(everyMs: number, failures: number): number {
  return Math.max(everyMs, Math.min(LONGEST_MS, everyMs * 2 ** Math.min(failures - 1, 20)));
}
