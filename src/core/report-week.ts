import { addDays, instantOf, localDateOf, startOfLocalDay, weekdayOf } from "./calendar.ts";
import type { LocalDate, LocalTime } from "./community.ts";

/** When the report of a week leaves, in the community's timezone. */
export interface ReportHour {
  /** 1 is Monday. */
  readonly weekday: number;
  readonly at: LocalTime;
  readonly timezone: string;
}

/** Seven local days, and the hour of the day after them at which their report leaves. */
export interface ReportWeek {
  /** The local date on which it leaves: the week's name. */
  readonly sentOn: LocalDate;
  readonly instant: Date;
  /** The end is not included. A change of clocks makes it an hour longer or shorter than seven times 24. */
  readonly from: Date;
  readonly to: Date;
}

/** The last week whose hour has come by `at`. */
export function lastReportWeek(hour: ReportHour, at: Date): ReportWeek {
  const { weekday, timezone } = hour;
  const today = localDateOf(at, timezone);
  const sentOn = addDays(today, -((weekdayOf(today) - weekday + 7) % 7));
  const week = weekOf(sentOn, hour);
  return week.instant <= at ? week : weekOf(addDays(sentOn, -7), hour);
}

/** The first week whose hour comes after `at`. */
export function nextReportWeek(hour: ReportHour, at: Date): ReportWeek {
  return weekOf(addDays(lastReportWeek(hour, at).sentOn, 7), hour);
}

function weekOf(sentOn: LocalDate, { at, timezone }: ReportHour): ReportWeek {
  return {
    sentOn,
    instant: instantOf(sentOn, at, timezone),
    from: startOfLocalDay(addDays(sentOn, -7), timezone),
    to: startOfLocalDay(sentOn, timezone),
  };
}
