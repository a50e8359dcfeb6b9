import { addDays, daysInMonthOf, instantOf, localDateOf, startOfLocalDay, weekdayOf } from "../calendar.ts";
import type { LocalDate, LocalTime } from "../community.ts";
import { type ClosedSpan, closedSince, isClosed } from "./closed-days.ts";
import type { Schedule } from "./rule.ts";

/** One local date and time at which a rule is due in one timezone. */
export interface Moment {
  readonly localDate: LocalDate;
  readonly localTime: LocalTime;
  readonly instant: Date;
}

/**
 * Whether the rule has a moment on this local date. What falls on closed days waits for the next open one, where `until`
 * still bounds it; together with what is due on that day anyway it is one moment.
 */
export function isDueOn(schedule: Schedule, date: LocalDate, closed: readonly ClosedSpan[]): boolean {
  if (isClosed(date, closed) || (schedule.until !== null && date > schedule.until)) return false;
  const first = closedSince(date, closed);
  for (let written = date; written >= first; written = addDays(written, -1)) {
    if (recursOn(schedule, written)) return true;
  }
  return false;
}

/** Whether the rule as written names this date, closed or not. */
function recursOn({ every, from, until }: Schedule, date: LocalDate): boolean {
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

/** Whether closed days leave nothing of a rule that has dates, and whose first and last ones are known. */
export function isLostToClosedDays(schedule: Schedule, closed: readonly ClosedSpan[]): boolean {
  const { every, from, until } = schedule;
  const first = every.kind === "once" ? every.date : from;
  if (first === null || until === null || closedSince(addDays(until, 1), closed) > first) return false;
  // All of it lies in closed days that lead up to its end.
  for (let date = first; date <= until; date = addDays(date, 1)) if (recursOn(schedule, date)) return true;
  return false;
}

/** Days that a member waits after their last digest of the rule, from the schedule alone; 0: none. */
export function spacingDays(schedule: Schedule | null): number {
  return schedule?.every.kind === "spaced" ? schedule.every.days : 0;
}

/**
 * The rule's moments in `(after, upTo]`, earliest first. A local date that a timezone skipped has none, and neither has a
 * rule that waits for something to happen.
 */
export function momentsBetween(
  schedule: Schedule | null,
  timezone: string,
  after: Date,
  upTo: Date,
  closed: readonly ClosedSpan[],
): Moment[] {
  if (schedule === null || after >= upTo) return [];
  const moments: Moment[] = [];
  // A time that moves forward may leave its date: start a day early, and let the instants decide.
  const last = localDateOf(upTo, timezone);
  const first = addDays(localDateOf(after, timezone), -1);
  const start = schedule.from !== null && schedule.from > first ? schedule.from : first;
  const end = schedule.until !== null && schedule.until < last ? schedule.until : last;
  for (let date = start; date <= end; date = addDays(date, 1)) {
    if (!isDueOn(schedule, date, closed)) continue;
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
