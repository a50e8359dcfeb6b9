import { DAY_MS, instantOf, localDateOf } from "../core/calendar.ts";
import type { LocalDate, LocalTime } from "../core/community.ts";
import type { ClosedSpan } from "../core/rules/closed-days.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { isDueOn, momentsBetween } from "../core/rules/schedule.ts";
import type { ExpiredSlot } from "./ports.ts";

/** One timezone, one local date, one local time, and the rules due then, in their order. */
export interface SendMoment {
  readonly timezone: string;
  readonly localDate: LocalDate;
  readonly localTime: LocalTime;
  readonly instant: Date;
  readonly rules: readonly CheckedRule[];
}

export interface DueQuestion {
  /** Live rules, in the settings' order. */
  readonly rules: readonly CheckedRule[];
  readonly timezones: readonly string[];
  readonly at: Date;
  readonly catchUpMs: number;
  /** `settings.closed`. */
  readonly closed: readonly ClosedSpan[];
}

/** Of these moments, those with a slot that does not stand yet. */
export function notYetPlanned(
  moments: readonly SendMoment[],
  standing: ReadonlySet<string>,
  only: string | null,
): SendMoment[] {
  return moments.filter((moment) =>
    moment.rules.some(
      ({ name }) => (only === null || name === only) && !standing.has(slotName({ ...moment, rule: name })),
    ),
  );
}

/** Whether a moment's digests may have left by then, before the database was restored: by its own hour, whatever is asked for. */
export function mayHaveLeft({ localDate, localTime, timezone }: SendMoment, sentUntil: Date | null): boolean {
  return sentUntil !== null && instantOf(localDate, localTime, timezone) <= sentUntil;
}

/** What makes a slot the only one of its kind, as text. */
export function slotName(slot: Omit<ExpiredSlot, "hash" | "instant">): string {
  return `${slot.rule} ${slot.timezone} ${slot.localDate} ${slot.localTime}`;
}

/** Moments with 0 ≤ at − instant ≤ catch-up, earliest first. */
export function dueMoments({ rules, timezones, at, catchUpMs, closed }: DueQuestion): SendMoment[] {
  const after = new Date(at.getTime() - catchUpMs - 1);
  return groupMoments(
    timezones.flatMap((timezone) =>
      rules.flatMap((rule) =>
        momentsBetween(rule.schedule, timezone, after, at, closed).map((moment) => ({ ...moment, timezone, rule })),
      ),
    ),
  );
}

/**
 * The moments of each timezone's local date of `at`, or of a date that is given, as if due at `at`. `even`: also rules that
 * are not due on that date.
 */
export function momentsOfDay(
  { rules, timezones, at, closed }: Omit<DueQuestion, "catchUpMs">,
  date: LocalDate | null = null,
  even: (rule: CheckedRule) => boolean = () => false,
): SendMoment[] {
  return groupMoments(
    timezones.flatMap((timezone) => {
      const localDate = date ?? localDateOf(at, timezone);
      return rules.flatMap((rule) => {
        if (rule.schedule === null || !(even(rule) || isDueOn(rule.schedule, localDate, closed))) return [];
        return [{ timezone, localDate, localTime: rule.schedule.at, instant: at, rule }];
      });
    }),
  );
}

/**
 * Slots that are too late to plan, back to when their rule went live; those before `since` were recorded by an earlier
 * cycle.
 */
export function lateSlots(
  question: DueQuestion,
  since: Date | null,
  liveSince: ReadonlyMap<string, Date | null>,
): ExpiredSlot[] {
  const upTo = new Date(question.at.getTime() - question.catchUpMs - 1);
  return question.rules.flatMap((rule) => {
    const live = liveSince.get(rule.name) ?? question.at;
    const after = since === null || live > since ? live : since;
    if (after >= upTo) return [];
    return question.timezones.flatMap((timezone) =>
      momentsBetween(rule.schedule, timezone, after, upTo, question.closed).map((moment) => ({
        ...moment,
        timezone,
        rule: rule.name,
        hash: rule.hash,
      })),
    );
  });
}

/** How far ahead the next moment is looked for: most rules are due tomorrow, few next month. */
const LOOK_AHEAD_DAYS = [2, 8, 40];

/** The next instant at which any of the rules is due; null: not within forty days. */
export function nextMoment({ rules, timezones, at, closed }: Omit<DueQuestion, "catchUpMs">): Date | null {
  for (const days of LOOK_AHEAD_DAYS) {
    const upTo = new Date(at.getTime() + days * DAY_MS);
    const instants = timezones.flatMap((timezone) =>
      rules.flatMap(({ schedule }) => momentsBetween(schedule, timezone, at, upTo, closed)[0]?.instant.getTime() ?? []),
    );
    if (instants.length > 0) return new Date(Math.min(...instants));
  }
  return null;
}

/** Live rules as the settings order them: those listed, then the others by name. */
export function inOrder(rules: readonly CheckedRule[], order: readonly string[]): CheckedRule[] {
  const place = (rule: CheckedRule) => {
    const index = order.indexOf(rule.name);
    return index === -1 ? order.length : index;
  };
  return [...rules].sort((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : 1));
}

interface Occurrence extends Omit<SendMoment, "rules"> {
  readonly rule: CheckedRule;
}

function groupMoments(occurrences: readonly Occurrence[]): SendMoment[] {
  const moments = new Map<string, SendMoment & { rules: CheckedRule[] }>();
  for (const { rule, ...moment } of occurrences) {
    const key = `${moment.timezone} ${moment.localDate} ${moment.localTime}`;
    const known = moments.get(key);
    if (known === undefined) moments.set(key, { ...moment, rules: [rule] });
    else known.rules.push(rule);
  }
  return [...moments.values()].sort(
    (a, b) => a.instant.getTime() - b.instant.getTime() || (a.timezone < b.timezone ? -1 : 1),
  );
}
