import { addDays, addMonths, localDateOf, startOfLocalDay } from "./calendar.ts";
import type { Language, LocalDate } from "./community.ts";

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

/** What a member chose. */
export interface Preferences {
  readonly frequency: Frequency;
  /** In no order, none twice. */
  readonly themesOff: readonly string[];
  /** Of the mails; null: the one of their locale. */
  readonly language: Language | null;
  /** No mail before this instant of community time; null: no pause. */
  readonly pausedUntil: Date | null;
}

export const NO_PREFERENCES: Preferences = { frequency: "any", themesOff: [], language: null, pausedUntil: null };

export function samePreferences(one: Preferences, other: Preferences): boolean {
  const themes = new Set(other.themesOff);
  return (
    one.frequency === other.frequency &&
    one.language === other.language &&
    one.pausedUntil?.getTime() === other.pausedUntil?.getTime() &&
    one.themesOff.length === themes.size &&
    one.themesOff.every((theme) => themes.has(theme))
  );
}

/** Of a pause that begins at `at`: the start of the same day of the next month, where the member lives. */
export function endOfMonthsPause(at: Date, timezone: string): Date {
  return startOfLocalDay(addMonths(localDateOf(at, timezone), 1), timezone);
}

/** Why members leave, as far as one question can tell. */
export const LEAVING_REASONS = ["too_many", "not_relevant", "seen_on_site", "never_asked", "left_community"] as const;
export type LeavingReason = (typeof LEAVING_REASONS)[number];
