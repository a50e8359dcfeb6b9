import { DateTime } from "luxon";
import type { LocalDate } from "../../core/community.ts";

export interface NamedOption {
  /** As `parsePeriod` reads it. */
  readonly value: string;
  readonly text: string;
}

const MONTHS = 24;
const QUARTERS = 8;

/** The month of a date, then those before it. */
export function listMonths(today: LocalDate, locale: string): NamedOption[] {
  const first = DateTime.fromISO(today, { zone: "utc" }).startOf("month");
  return Array.from({ length: MONTHS }, (_, back) => {
    const month = first.minus({ months: back });
    return { value: month.toFormat("yyyy-MM"), text: month.setLocale(locale).toFormat("LLLL yyyy") };
  });
}

/** The quarter of a date, then those before it. */
export function listQuarters(today: LocalDate, write: (quarter: number, year: number) => string): NamedOption[] {
  const first = DateTime.fromISO(today, { zone: "utc" }).startOf("quarter");
  return Array.from({ length: QUARTERS }, (_, back) => {
    const { quarter, year } = first.minus({ quarters: back });
    return { value: `${year}-Q${quarter}`, text: write(quarter, year) };
  });
}
