import { addDays, daysInMonthOf, instantOf, localDateOf, startOfLocalDay, weekdayOf } from "../calendar.ts";
import type { LocalDate, LocalTime } from "../community.ts";
import type { Schedule } from "./rule.ts";

/** One local date and time at which a rule is due in one timezone. */
export interface Moment {
  readonly localDate: LocalDate;
  readonly localTime: LocalTime;
  readonly instant: Date;
}

/** Whether the rule has a moment on this local date. */
export function isDueOn({ every, from, until }: Schedule, date: LocalDate): boolean {
  if ((from !== null && date < from) || (until !== null && date > until)) return false;
  switch (every.kind) {
    case "day":
    case "spaced":
      return true;
    case "weekdays":
      return every.days.includes(weekdayOf(date));
    case "month":
      return Number(date.slice(8)) === Math.min(every.day, daysInMonthOf(date));
    case "once":
      return date === every.date;
  }
}

/** Days that a member waits after their last digest of the rule, from the schedule alone; 0: none. */
export function spacingDays(schedule: Schedule | null): number {
  return schedule?.every.kind === "spaced" ? schedule.every.days : 0;
}

/**
 * The rule's moments in `(after, upTo]`, earliest first. A local date that a timezone skipped has none, and neither has a
 * rule that waits for something to happen.
 */
export function momentsBetween(schedule: Schedule | null, timezone: string, after: Date, upTo: Date): Moment[] {
  if (schedule === null || after >= upTo) return [];
  const moments: Moment[] = [];
  // A time that moves forward may leave its date: start a day early, and let the instants decide.
  const last = localDateOf(upTo, timezone);
  const first = addDays(localDateOf(after, timezone), -1);
  const start = schedule.from !== null && schedule.from > first ? schedule.from : first;
  const end = schedule.until !== null && schedule.until < last ? schedule.until : last;
  for (let date = start; date <= end; date = addDays(date, 1)) {
    if (!isDueOn(schedule, date)) continue;
    const instant = instantOf(date, schedule.at, timezone);
    if (instant <= after || instant > upTo || !existsIn(date, timezone)) continue;
    moments.push({ localDate: date, localTime: schedule.at, instant });
  }
  return moments;
}

/** False only for days that a timezone left out, as Samoa did on 2011-12-30. */
function existsIn(date: LocalDate, timezone: string): boolean {
  return localDateOf(startOfLocalDay(date, timezone), timezone) === date;
}
