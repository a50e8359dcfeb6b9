import { addDays, addMonths, DAY_MS, localDateOf, startOfLocalDay, weekdayOf } from "../../core/calendar.ts";
import type { LocalDate } from "../../core/community.ts";
import type { CalendarSpan } from "./ports.ts";

/** A period short of this many weeks is shown with those up to it. */
const LEAST_WEEKS = 12;
const MOST_WEEKS = 53;
/** A period within a month or two is shown with the months up to it. */
const LEAST_MONTHS = 3;
const MOST_MONTHS = 13;
const LEAST_OF_MONTH_MS = 7 * DAY_MS;

export interface NamedSpan extends CalendarSpan {
  /** Local date on which it begins. */
  readonly date: LocalDate;
  /** Only a part of the week or month lies before the end of the period. */
  readonly isPart: boolean;
}

/** Whole weeks from Monday to Sunday that end by `to`: those of the period, or the twelve up to it. */
export function listWeeks(from: Date, to: Date, timezone: string): NamedSpan[] {
  const last = localDateOf(to, timezone);
  const end = addDays(last, 1 - weekdayOf(last));
  const weeks: NamedSpan[] = [];
  for (let date = addDays(end, -7); weeks.length < MOST_WEEKS; date = addDays(date, -7)) {
    const span = spanOf(date, addDays(date, 7), timezone);
    if (span.from < from && weeks.length >= LEAST_WEEKS) break;
    weeks.unshift({ ...span, date, isPart: false });
  }
  return weeks;
}

/** The months of the period, or the three up to its end; the last may be cut off by that end, or left out if less than a week is left. */
export function listMonths(from: Date, to: Date, timezone: string): NamedSpan[] {
  const months: NamedSpan[] = [];
  const last = localDateOf(new Date(to.getTime() - 1), timezone);
  for (let date = `${last.slice(0, 8)}01`; months.length < MOST_MONTHS; date = addMonths(date, -1)) {
    const span = spanOf(date, addMonths(date, 1), timezone);
    if (span.to <= from && months.length >= LEAST_MONTHS) break;
    const isPart = span.to > to;
    if (isPart && to.getTime() - span.from.getTime() < LEAST_OF_MONTH_MS) continue;
    months.unshift({ ...span, to: isPart ? to : span.to, date, isPart });
  }
  return months;
}

function spanOf(date: LocalDate, next: LocalDate, timezone: string): CalendarSpan {
  return { from: startOfLocalDay(date, timezone), to: startOfLocalDay(next, timezone) };
}
