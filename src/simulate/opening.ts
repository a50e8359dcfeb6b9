import { instantOf } from "../core/calendar.ts";
import type { LocalDate } from "../core/community.ts";

/** When people begin to come and to write, everywhere, by their own clock. The mails of the morning are there by then. */
const OPENING_TIME = "09:00";

const known = new Map<string, number>();

/** Epoch milliseconds of a local day's opening. Remembered: two hundred communities live through the same days. */
export function openingOf(date: LocalDate, timezone: string): number {
  const key = `${date} ${timezone}`;
  let instant = known.get(key);
  if (instant === undefined) {
    instant = instantOf(date, OPENING_TIME, timezone).getTime();
    known.set(key, instant);
  }
  return instant;
}
