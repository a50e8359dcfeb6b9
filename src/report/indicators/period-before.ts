import { addDays, addMonths, daysBetween, localDateOf, startOfLocalDay } from "../../core/calendar.ts";

export const AGAINST = ["previous", "last-year"] as const;
export type Against = (typeof AGAINST)[number];

interface Span {
  readonly from: Date;
  readonly to: Date;
}

/**
 * What a period is held against. `previous`: as many whole months before it where it is whole months of `timezone`, else the
 * time of the same length. `last-year`: the same dates a year earlier, the time of day kept where it is no midnight.
 */
export function periodBefore({ from, to }: Span, against: Against, timezone: string): Span {
  const months = wholeMonths({ from, to }, timezone);
  if (against === "last-year") return { from: moveMonths(from, -12, timezone), to: moveMonths(to, -12, timezone) };
  if (months !== null) return { from: moveMonths(from, -months, timezone), to: from };
  const days = wholeDays({ from, to }, timezone);
  if (days !== null) return { from: startOfLocalDay(addDays(localDateOf(from, timezone), -days), timezone), to: from };
  return { from: new Date(from.getTime() - (to.getTime() - from.getTime())), to: from };
}

function isMidnight(at: Date, timezone: string): boolean {
  return startOfLocalDay(localDateOf(at, timezone), timezone).getTime() === at.getTime();
}

function wholeMonths({ from, to }: Span, timezone: string): number | null {
  const [first, last] = [localDateOf(from, timezone), localDateOf(to, timezone)];
  const starts = [from, to].every((at) => isMidnight(at, timezone)) && first.endsWith("-01") && last.endsWith("-01");
  const months = monthOf(last) - monthOf(first);
  return starts && months > 0 ? months : null;
}

function wholeDays({ from, to }: Span, timezone: string): number | null {
  if (!isMidnight(from, timezone) || !isMidnight(to, timezone)) return null;
  return daysBetween(localDateOf(from, timezone), localDateOf(to, timezone));
}

function monthOf(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
}

function moveMonths(at: Date, months: number, timezone: string): Date {
  const date = localDateOf(at, timezone);
  const start = startOfLocalDay(date, timezone);
  return new Date(startOfLocalDay(addMonths(date, months), timezone).getTime() + (at.getTime() - start.getTime()));
}
