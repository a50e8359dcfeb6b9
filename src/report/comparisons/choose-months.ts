import { addMonths, localDateOf, startOfLocalDay } from "../../core/calendar.ts";
import type { LocalDate } from "../../core/community.ts";

/** Whole calendar months, as organisations add up what customers order. */
export interface MonthSpan {
  /** First day of the first. */
  readonly first: LocalDate;
  /** First day after the last. */
  readonly until: LocalDate;
  /** When the first began in the community's timezone. */
  readonly from: Date;
}

/** The whole months of a period; of one without any, the last that was over when it ended. */
export function chooseMonths(from: Date, to: Date, timezone: string): MonthSpan {
  const until = monthOf(to, timezone);
  const begun = monthOf(from, timezone);
  const first = startOfLocalDay(begun, timezone) < from ? addMonths(begun, 1) : begun;
  const chosen = first < until ? first : addMonths(until, -1);
  return { first: chosen, until, from: startOfLocalDay(chosen, timezone) };
}

/** First day of the local month of an instant. */
export function monthOf(at: Date, timezone: string): LocalDate {
  return `${localDateOf(at, timezone).slice(0, 7)}-01`;
}
