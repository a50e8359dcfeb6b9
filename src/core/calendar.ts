import { DateTime, IANAZone } from "luxon";
import type { LocalDate, LocalTime } from "./community.ts";

/** Local calendars: a day is some member's own, a time that does not exist moves forward, one that happens twice is its first. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export const DURATION_UNITS = ["minutes", "hours", "days", "weeks"] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

/** Days and weeks are local calendar days; hours and minutes are exact. */
export interface Duration {
  readonly count: number;
  readonly unit: DurationUnit;
}

const DURATION = /^(\d{1,6})\s+(minute|hour|day|week)s?$/;

/** `7 days`, `1 day`, `2 weeks`, `36 hours`, `30 minutes`; null when the text is none of these. */
export function parseDuration(text: string): Duration | null {
  const match = DURATION.exec(text.trim());
  if (match === null) return null;
  return { count: Number(match[1]), unit: `${match[2]}s` as DurationUnit };
}

/** Whole calendar days of a duration in days or weeks; null for hours and minutes, which are exact. */
export function durationDays(duration: Duration): number | null {
  if (duration.unit === "days") return duration.count;
  return duration.unit === "weeks" ? duration.count * 7 : null;
}

/** Milliseconds; a day counts as 24 hours, so use it for days only where no calendar is meant (leases, catch-up). */
export function durationMs(duration: Duration): number {
  const unitMs = { minutes: MINUTE_MS, hours: HOUR_MS, days: DAY_MS, weeks: 7 * DAY_MS }[duration.unit];
  return duration.count * unitMs;
}

export function isTimezone(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(name) && IANAZone.isValidZone(name);
}

export function isLocalDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: "utc" }).isValid;
}

export function isLocalTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

export function localDateOf(at: Date, timezone: string): LocalDate {
  return wallClock(at, timezone).slice(0, 10);
}

export function localTimeOf(at: Date, timezone: string): LocalTime {
  return wallClock(at, timezone).slice(11, 16);
}

/** What clocks in the timezone show, as if it were UTC: three times faster than a DateTime. */
function wallClock(at: Date, timezone: string): string {
  const offsetMs = IANAZone.create(timezone).offset(at.getTime()) * MINUTE_MS;
  return new Date(at.getTime() + offsetMs).toISOString();
}

/** Counted as if in UTC, where every day has as many hours: twenty times faster than a DateTime. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of another month; the last one where that month is shorter. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  return DateTime.fromISO(date, { zone: "utc" }).plus({ months }).toISODate() ?? date;
}

/** Days from one local date to another; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(date: LocalDate): number {
  return DateTime.fromISO(date, { zone: "utc" }).weekday;
}

export function daysInMonthOf(date: LocalDate): number {
  const month = DateTime.fromISO(date, { zone: "utc" });
  return month.daysInMonth ?? 31;
}

/** The first instant of a local day; where midnight does not exist, the first instant after it. */
export function startOfLocalDay(date: LocalDate, timezone: string): Date {
  return instantOf(date, "00:00", timezone);
}

/**
 * The instant at which clocks in `timezone` first show this time on this date. A time that a change of clocks skips
 * gives the first instant after the gap, one that happens twice gives its first.
 */
export function instantOf(date: LocalDate, time: LocalTime, timezone: string): Date {
  const wallMs = Date.parse(`${date}T${time}:00Z`);
  const zone = IANAZone.create(timezone);
  const offsetMs = (ms: number): number => zone.offset(ms) * MINUTE_MS;
  // Between the widest offsets before and after there is at most one change worth knowing: try both sides of it.
  const before = offsetMs(wallMs - DAY_MS);
  const after = offsetMs(wallMs + DAY_MS);
  const candidates = [wallMs - before, wallMs - after].sort((a, b) => a - b);
  for (const candidate of candidates) {
    if (candidate + offsetMs(candidate) === wallMs) return new Date(candidate);
  }
  return new Date(endOfGap(wallMs, candidates[0] ?? wallMs, candidates[1] ?? wallMs, offsetMs));
}

/** The wall time exists on neither side: find the first instant whose wall time is later, by halving. */
function endOfGap(wallMs: number, low: number, high: number, offsetMs: (ms: number) => number): number {
  let early = Math.min(low, high) - DAY_MS;
  let late = Math.max(low, high) + DAY_MS;
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (middle + offsetMs(middle) >= wallMs) late = middle;
    else early = middle;
  }
  return late;
}
