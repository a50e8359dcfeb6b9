/** Clocks differ by a little; nobody signs tomorrow's message. */
const AHEAD_MS = 5 * 60_000;

/** Whether a signature is neither too old nor from the future. */
export function isTimely(signedAt: Date, now: Date, oldestMs: number): boolean {
  const age = now.getTime() - signedAt.getTime();
  return age <= oldestMs && age >= -AHEAD_MS;
}
