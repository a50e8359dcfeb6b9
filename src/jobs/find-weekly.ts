import type { LoadedRules } from "../audience/load-rules.ts";
import { DAY_MS } from "../core/calendar.ts";
import { lastReportWeek, type ReportWeek } from "../core/report-week.ts";
import type { TeamMail, WeeklyNotice } from "../delivery/notices/notice.ts";
import type { WeeklyStore } from "../delivery/notices/ports.ts";

export interface WeeklyDependencies {
  readonly weekly: WeeklyStore;
  /** The report of that week, in the settings' language: the same for all whom it is told. */
  readonly writeWeekly: (loaded: LoadedRules, week: ReportWeek) => Promise<TeamMail>;
}

/** A worker that was away at the hour sends the report this much later at most. */
const CATCH_UP_MS = DAY_MS;

/** The report of the last week, where somebody may still be told. Nobody gets one of a week whose hour was before they were named. */
export async function findWeekly(
  { weekly, writeWeekly }: WeeklyDependencies,
  loaded: LoadedRules,
  at: Date,
  sentUntil: Date | null,
): Promise<WeeklyNotice[]> {
  const { reports, timezone } = loaded.settings;
  const to = reports.weekly;
  if (to.length === 0) return [];
  const week = lastReportWeek({ ...reports, timezone }, at);
  await weekly.passOver(week.sentOn, to, at);
  if (sentUntil !== null && week.instant <= sentUntil) await weekly.doubt(week.sentOn, to, at);
  if (at.getTime() - week.instant.getTime() >= CATCH_UP_MS) return [];
  if (!(await weekly.isOpen(week.sentOn, to))) return [];
  return [{ kind: "weekly", key: week.sentOn, to, write: () => writeWeekly(loaded, week) }];
}
