import { daysBetween } from "../calendar.ts";
import type { LocalDate } from "../community.ts";
import type { WarmUp } from "./pace.ts";

/** More than any mail server gets in a day: from here on there is nothing to warm up. */
const ENOUGH = 10_000_000;

/** How many mails one mail server gets on that day at most; null: as many as there are. */
export function mostOn(date: LocalDate, { from, firstDay, grow }: WarmUp): number | null {
  const days = daysBetween(from, date);
  if (days < 0) return null;
  const most = Math.floor(firstDay * grow ** Math.min(days, 1_000));
  return most < ENOUGH ? most : null;
}
