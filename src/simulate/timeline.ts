import { addDays } from "../core/calendar.ts";
import type { LocalDate } from "../core/community.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { momentsBetween, type Moment as RuleMoment } from "../core/rules/schedule.ts";
import { type Community, dateOfDay } from "./community.ts";

/** Rules due together in one timezone. */
export interface Moment {
  readonly kind: "moment";
  readonly at: Date;
  readonly timezone: string;
  readonly localDate: LocalDate;
  /** In the settings' order. */
  readonly rules: readonly CheckedRule[];
}

/** The members of a timezone begin their day: from here on its acts follow. */
export interface Opening {
  readonly kind: "opening";
  readonly at: Date;
  readonly timezone: string;
  readonly day: number;
}

export type TimelineEvent = Moment | Opening;

/** All that happens to a community until its end, in order; mails of the very instant of an opening come before it. */
export function buildTimeline(community: Community, rules: readonly CheckedRule[]): TimelineEvent[] {
  const events: TimelineEvent[] = [];
  for (const [timezone, openings] of community.opening) {
    openings.forEach((instant, day) => {
      events.push({ kind: "opening", at: new Date(instant), timezone, day });
    });
    events.push(...momentsOf(community, timezone, rules));
  }
  return events.sort(
    (one, other) =>
      one.at.getTime() - other.at.getTime() ||
      (one.kind === other.kind ? (one.timezone < other.timezone ? -1 : 1) : one.kind === "moment" ? -1 : 1),
  );
}

/** Calendars are slow: a rule's moments are found once for all communities that live through the same weeks. */
const known = new WeakMap<CheckedRule, Map<string, readonly RuleMoment[]>>();

function momentsOfRule(rule: CheckedRule, timezone: string, first: LocalDate, end: LocalDate): readonly RuleMoment[] {
  const ofRule = known.get(rule) ?? new Map<string, readonly RuleMoment[]>();
  known.set(rule, ofRule);
  const key = `${timezone} ${first} ${end}`;
  let moments = ofRule.get(key);
  if (moments === undefined) {
    // A simulated community knows no closed days. A day of margin on either side holds the local days of every timezone; what lies outside is dropped by its date.
    const after = new Date(`${addDays(first, -2)}T00:00:00Z`);
    const upTo = new Date(`${addDays(end, 2)}T00:00:00Z`);
    moments = momentsBetween(rule.schedule, timezone, after, upTo, []).filter(
      ({ localDate }) => localDate >= first && localDate < end,
    );
    ofRule.set(key, moments);
  }
  return moments;
}

function momentsOf(community: Community, timezone: string, rules: readonly CheckedRule[]): Moment[] {
  const end = dateOfDay(community, community.endDay);
  const moments = new Map<number, Moment & { rules: CheckedRule[] }>();
  for (const rule of rules) {
    for (const { localDate, instant } of momentsOfRule(rule, timezone, community.options.start, end)) {
      const already = moments.get(instant.getTime());
      if (already === undefined)
        moments.set(instant.getTime(), { kind: "moment", at: instant, timezone, localDate, rules: [rule] });
      else already.rules.push(rule);
    }
  }
  return [...moments.values()];
}
