import { addDays, addMonths } from "./calendar.ts";
import type { LocalDate } from "./community.ts";

/** How often a member wants digests at most: `any` is as often as there is something. */
export const FREQUENCIES = ["any", "weekly", "monthly"] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** A limit that a member has set. */
export type OwnLimit = Exclude<Frequency, "any">;

/**
 * The last local date whose digest leaves room on `date` again: the same day of the week, or of the month, before it; so
 * never twice in a calendar month, and a rule of every first of the month is never out of step.
 */
export function ownLimitBefore(limit: OwnLimit, date: LocalDate): LocalDate {
  return limit === "weekly" ? addDays(date, -7) : addMonths(date, -1);
}

/** The first local date on which there is room again after a digest of `date`. */
export function ownLimitOver(limit: OwnLimit, date: LocalDate): LocalDate {
  let over = limit === "weekly" ? addDays(date, 7) : addMonths(date, 1);
  // The 31st has no like in a shorter month.
  while (ownLimitBefore(limit, over) < date) over = addDays(over, 1);
  return over;
}

/** Days that `ownLimitBefore` looks back at most. */
export const LONGEST_OWN_LIMIT_DAYS = 31;
