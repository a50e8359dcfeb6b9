import { DateTime } from "luxon";
import { instantOf } from "../calendar.ts";
import { textOf } from "./read-text.ts";
import type { Reading, TimeReading } from "./reading.ts";

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?(Z|[+-]\d{2}(?::?\d{2})?))?)?$/i;
const DAY_FIRST = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:,? (\d{1,2})[:h](\d{2})(?::(\d{2}))?)?$/;

const WITH_ZONE = "an ISO 8601 time with its zone, such as 2026-11-24T08:00:00Z";
const EARLIEST_YEAR = 1900;
/** PostgreSQL reads no year of five digits as JavaScript writes it, and by the end of 9999, wherever that is, sites mean never. */
const LATEST = new Date(Date.UTC(9999, 11, 31, 23, 59, 59, 999));
const NO_SUCH_TIME = "a date and time that exist";

interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

function wanted({ daysIn }: TimeReading): string {
  return daysIn === undefined ? WITH_ZONE : `${WITH_ZONE}, or a day such as 2026-11-24`;
}

/** Reads a time; undefined, null and a Date are handed back as they are. A date alone is the start of that local day; what is after 9999 (UTC) is its end. */
export function readTime(reading: TimeReading) {
  return (value: unknown): Reading<Date | null | undefined> => {
    if (value === undefined) return { value: undefined };
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? { expected: WITH_ZONE } : keepable(value);
    const text = textOf(value);
    if (text === null) return { value: null };
    if (typeof value !== "string") return { expected: wanted(reading) };
    return parseTime(value.trim(), reading);
  };
}

const FUTURE_LIMIT_MS = 24 * 60 * 60_000;
export const NOT_AHEAD = "a time no later than 24 hours from now";

/** Whether a time lies further ahead than clocks differ: of something that has happened it is a mistake. */
export function isAhead(time: Date | null | undefined, now: Date): boolean {
  return time != null && time.getTime() > now.getTime() + FUTURE_LIMIT_MS;
}

export function readRequiredTime(reading: TimeReading) {
  const read = readTime(reading);
  return (value: unknown): Reading<Date> => {
    const time = read(value);
    if ("expected" in time) return time;
    return time.value instanceof Date ? { value: time.value } : { expected: WITH_ZONE };
  };
}

/** How most files write a time; JavaScript reads it right, unless the day is one that its month lacks. */
const PLAIN = /^(?:19|20)\d\d-[01]\d-[0-2]\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;

function parseTime(text: string, reading: TimeReading): Reading<Date> {
  const { timezone, dates, daysIn } = reading;
  const plainMs = PLAIN.test(text) && !text.startsWith("29", 8) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(plainMs) && !text.startsWith("24", 11)) return { value: new Date(plainMs) };
  const iso = ISO.exec(text);
  const match = iso ?? DAY_FIRST.exec(text);
  if (match === null) return { expected: wanted(reading) };
  if (iso === null && dates !== "dmy") {
    // They never have a zone: what is asked for next is asked for at once.
    const zone = timezone === null ? `, and which zone with --timezone` : "";
    return { expected: `${wanted(reading)} (for day-first dates say --dates dmy${zone})` };
  }
  const [year, day] = iso === null ? [match[3], match[1]] : [match[1], match[3]];
  const wall: WallTime = {
    year: Number(year),
    month: Number(match[2]),
    day: Number(day),
    hour: Number(match[4] ?? 0),
    minute: Number(match[5] ?? 0),
    second: Number(match[6] ?? 0),
    millisecond: iso === null ? 0 : Number((match[7] ?? "0").slice(0, 3).padEnd(3, "0")),
  };
  const utcMs = asUtc(wall);
  if (utcMs === null) return { expected: NO_SUCH_TIME };
  const zone = iso === null ? undefined : match[8];
  if (zone !== undefined) {
    const offset = offsetMinutes(zone);
    return offset === null
      ? { expected: "an offset from UTC up to 14:00" }
      : keepable(new Date(utcMs - offset * 60_000));
  }
  const isDay = iso !== null && match[4] === undefined;
  if (isDay && daysIn !== undefined) return keepable(inZone(wall, daysIn));
  if (timezone === null) return { expected: `${wanted(reading)} (for times without a zone say which with --timezone)` };
  return keepable(inZone(wall, timezone));
}

function keepable(date: Date): Reading<Date> {
  if (date > LATEST) return { value: LATEST };
  return date.getUTCFullYear() < 1 ? { expected: NO_SUCH_TIME } : { value: date };
}

/** null when there is no such day or time; JavaScript would quietly make the 1st of March of the 30th of February. */
function asUtc({ year, month, day, hour, minute, second, millisecond }: WallTime): number | null {
  if (year < EARLIEST_YEAR || hour > 23 || minute > 59 || second > 59) return null;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const date = new Date(ms);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? ms : null;
}

function offsetMinutes(zone: string): number | null {
  if (zone === "Z" || zone === "z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", "") || 0);
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

function inZone(wall: WallTime, timezone: string): Date {
  const [date = "", time = ""] = DateTime.fromObject(wall, { zone: "utc" }).toFormat("yyyy-MM-dd HH:mm").split(" ");
  return new Date(instantOf(date, time, timezone).getTime() + wall.second * 1_000 + wall.millisecond);
}
