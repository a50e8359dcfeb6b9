import { addDays, DAY_MS, HOUR_MS, startOfLocalDay, weekdayOf } from "../core/calendar.ts";
import type { LocalDate } from "../core/community.ts";
import { createCatalogue, type SimulatedContent } from "./catalogue.ts";
import { openingOf } from "./opening.ts";
import { createMembers, SITE_TIMEZONE, type SimulatedMember } from "./people.ts";

export interface CommunityOptions {
  readonly seed: number;
  readonly members: number;
  /** The first day of the programme. Behaviour begins `historyWeeks` before it. */
  readonly start: LocalDate;
  readonly weeks: number;
  readonly historyWeeks: number;
  readonly contentsPerWeekday: number;
}

/** A whole community, made from its seed and nothing else. Days are numbered from the history's first, 0. */
export interface Community {
  readonly options: CommunityOptions;
  readonly members: readonly SimulatedMember[];
  /** Sorted by time of publishing. */
  readonly contents: readonly SimulatedContent[];
  readonly historyStart: LocalDate;
  /** The number of the programme's first day. */
  readonly firstDay: number;
  /** One past the number of its last day. */
  readonly endDay: number;
  /** 1 is Monday, 7 is Sunday: that of day 0. */
  readonly firstWeekday: number;
  /** By timezone and day: epoch milliseconds of the day's opening. */
  readonly opening: ReadonlyMap<string, readonly number[]>;
}

/** The catalogue is older than the history, so that there is something to have missed from the start. */
const BACK_CATALOGUE_DAYS = 56;

export function createCommunity(options: CommunityOptions): Community {
  const { seed, start, weeks, historyWeeks, contentsPerWeekday } = options;
  const firstDay = historyWeeks * 7;
  const endDay = firstDay + weeks * 7;
  const historyStart = addDays(start, -firstDay);
  const members = createMembers({ seed, members: options.members, historyStart, days: endDay });
  const contents = createCatalogue({
    seed,
    firstDay: addDays(historyStart, -BACK_CATALOGUE_DAYS),
    days: BACK_CATALOGUE_DAYS + endDay,
    contentsPerWeekday,
    members,
  });
  // One day more than is measured: only when something later has arrived is a period known to be complete.
  const dates = Array.from({ length: endDay + 1 }, (_, day) => addDays(historyStart, day));
  const timezones = new Set(members.map(homeTimezone));
  const opening = new Map([...timezones].map((timezone) => [timezone, dates.map((date) => openingOf(date, timezone))]));
  return { options, members, contents, historyStart, firstDay, endDay, firstWeekday: weekdayOf(historyStart), opening };
}

/** Where a member lives, also when the site does not know. */
export function homeTimezone(member: SimulatedMember): string {
  return member.timezone ?? SITE_TIMEZONE;
}

export function dateOfDay(community: Community, day: number): LocalDate {
  return addDays(community.historyStart, day);
}

/** Midnight after the last day, where the site is: what is measured ends here. */
export function endOfProgramme(community: Community): Date {
  return startOfLocalDay(dateOfDay(community, community.endDay), SITE_TIMEZONE);
}

/** The number of the first day that opens at or after a mail's arrival: the first on which it can work. */
export function dayMovedBy(community: Community, member: SimulatedMember, arrivedAt: Date): number {
  const openings = community.opening.get(homeTimezone(member)) ?? [];
  const at = arrivedAt.getTime();
  // A day too early at worst, whatever the clocks did since the first day: the rest is found by looking.
  let day = Math.max(0, Math.floor((at - (openings[0] ?? at) - HOUR_MS) / DAY_MS));
  while (day < openings.length && (openings[day] as number) < at) day++;
  return day;
}
