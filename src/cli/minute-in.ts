import { localDateOf, localTimeOf } from "../core/calendar.ts";

/** By the clocks of the community, which are named: `2026-11-24 08:00 (Europe/Paris)`. */
export function minuteIn(at: Date, timezone: string): string {
  return `${localDateOf(at, timezone)} ${localTimeOf(at, timezone)} (${timezone})`;
}
