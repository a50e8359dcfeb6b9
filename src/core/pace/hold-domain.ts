const FIRST_HOLD_MS = 60_000;
const LONGEST_HOLD_MS = 60 * 60_000;
/** Doubling from a minute, the longest is reached before. */
const ROUNDS = 8;

/**
 * How long a domain is left alone: at its first hold, its second without a mail taken between, and so on; the last stands
 * for all after it. Twice as long each time, from a minute up to an hour, between half of that and all of it.
 */
export function holdTimes(random: () => number): readonly number[] {
  return Array.from({ length: ROUNDS }, (_, round) =>
    Math.round(Math.min(LONGEST_HOLD_MS, FIRST_HOLD_MS * 2 ** round) * (0.5 + random() / 2)),
  );
}
