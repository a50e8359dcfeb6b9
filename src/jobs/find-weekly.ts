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
  const write = () => remember(weekly, week.sentOn, () => writeWeekly(loaded, week));
  return [{ kind: "weekly", key: week.sentOn, to, write }];
}

const LONGEST_REASON = 300;

/** Keeps what the report could not be made for, until it is made: other processes have not seen it fail. */
async function remember(weekly: WeeklyStore, week: string, write: () => Promise<TeamMail>): Promise<TeamMail> {
  try {
    const mail = await write();
    await weekly.mend(week);
    return mail;
  } catch (error) {
    // Where the database is what failed, this fails as well, and says nothing more.
    const reason = (error instanceof Error ? error.message : String(error)).trim().slice(0, LONGEST_REASON);
    await weekly.fail(week, reason).catch(() => undefined);
    throw error;
  }
}
