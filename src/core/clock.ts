/**
 * Community time: slots, due and expiry, cooldowns, acceptance, reports. Given, so that any day can be replayed.
 * Machine time (leases, fences, back-off) is PostgreSQL's `clock_timestamp()` and never comes from here.
 */
export interface CommunityClock {
  now(): Date;
}

export function fixedClock(at: Date): CommunityClock {
  return { now: () => at };
}
