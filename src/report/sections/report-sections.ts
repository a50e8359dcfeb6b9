import type { LocalDate } from "../../core/community.ts";
import type { DatedNote } from "../../core/rules/settings.ts";
import type { HotCold } from "./lift-hot-cold.ts";
import type { MonthLift } from "./measure-months.ts";
import type { Part } from "./part-of.ts";

export interface WeekOfVisits {
  /** Its Monday. */
  readonly date: LocalDate;
  /** Of the members who had joined before it. */
  readonly came: Part;
  readonly visits: number;
}

/** A note that falls on a chart over time, by its number there. */
export interface NumberedNote extends DatedNote {
  readonly number: number;
}

export interface SlippingBand {
  /** Away for more than so many times their usual interval. */
  readonly above: number;
  /** Up to so many; null: no end. */
  readonly upTo: number | null;
  readonly now: Part;
  readonly before: Part;
  readonly medianDaysAway: number | null;
  readonly medianUsualDays: number | null;
}

/** Members whose usual interval is exceeded by far, at the end of the period and at that of the other. */
export interface SlippingReport {
  readonly at: string;
  readonly beforeAt: string;
  /** All of them, of the members who have a habit. */
  readonly now: Part;
  readonly before: Part;
  readonly bands: readonly SlippingBand[];
  /** Of those who were slipping then. */
  readonly cameBack: number;
  readonly stillSlipping: number;
  /** Slipping now, and not then. */
  readonly newly: number;
  /** Of whom no habit is known, and who are not in the figures above. */
  readonly withoutHabit: number;
  readonly neverCame: number;
}

export interface UnseenTheme {
  readonly theme: string;
  readonly nearlyUnseen: Part;
  readonly seenByNobody: number;
  readonly visibility: Part;
}

/** Contents of the period that have had a week to be seen. */
export interface UnseenReport {
  /** Seen by fewer than this share of those who could is nearly unseen. */
  readonly below: number;
  readonly nearlyUnseen: Part;
  readonly seenByNobody: number;
  readonly visibility: Part;
  /** Where there is any, the worst first. */
  readonly themes: readonly UnseenTheme[];
}

/** What a report says beside lift and indicators, as data. */
export interface ReportSections {
  readonly weeks: readonly WeekOfVisits[];
  readonly notes: readonly NumberedNote[];
  readonly slipping: SlippingReport;
  readonly unseen: UnseenReport;
  /** Of the first experiment of the report, as the week chart is. */
  readonly hotCold: HotCold;
  readonly months: readonly MonthLift[];
  /** The notes that fall on the chart of the months. */
  readonly monthNotes: readonly NumberedNote[];
}
