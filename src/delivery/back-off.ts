const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 30 * 60_000;

/**
 * How long to wait after that many tries: twice as long each time, up to half an hour, between half of that and all of
 * it, so that what failed together does not come back together.
 */
export function backOffMs(attempts: number, random: () => number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(Math.max(attempts, 1) - 1, 20));
  return Math.round(longest * (0.5 + random() / 2));
}
