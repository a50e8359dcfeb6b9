import { localDateOf, startOfLocalDay } from "../../core/calendar.ts";
import type { LocalDate } from "../../core/community.ts";
import { RekindleError } from "../../core/errors.ts";
import { endOfMonthsPause } from "../../core/preferences.ts";
import type { Act, PreferenceMember, PreferenceStore } from "./ports.ts";

export interface PauseRequest extends Act {
  /** Of those whose own is not known. */
  readonly timezone: string;
  /** The first local day on which mails come again; `month`: a calendar month from now; `now`: no pause any more. */
  readonly until: LocalDate | "month" | "now";
}

/**
 * No mail until a day of the member's own calendar, as somebody says for them. Answers that instant; null: mails come.
 * @throws RekindleError `usage` for a day that has come already
 */
export async function pauseMember(
  store: PreferenceStore,
  member: PreferenceMember,
  { timezone, until, ...act }: PauseRequest,
): Promise<Date | null> {
  const ownTimezone = member.timezone ?? timezone;
  const today = localDateOf(act.at, ownTimezone);
  if (until !== "month" && until !== "now" && until <= today) {
    throw new RekindleError(
      "usage",
      `It is ${today} where the member lives, so a pause until ${until} would be over.`,
      "Give a later day, or --end to end a pause.",
    );
  }
  const pausedUntil = until === "now" ? null : endOf(until, act.at, ownTimezone);
  await store.change(member.memberId, (standing) => ({ ...standing, pausedUntil }), act);
  return pausedUntil;
}

function endOf(until: LocalDate | "month", at: Date, timezone: string): Date {
  return until === "month" ? endOfMonthsPause(at, timezone) : startOfLocalDay(until, timezone);
}
