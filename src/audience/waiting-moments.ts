import { localDateOf, localTimeOf } from "../core/calendar.ts";
import { isClosed } from "../core/rules/closed-days.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import type { Settings } from "../core/rules/settings.ts";
import { describeWait } from "../core/rules/wait-plan.ts";
import type { DueQuestion, SendMoment } from "./due-moments.ts";
import type { AudienceStore } from "./ports.ts";

/**
 * The rules that wait for something to happen, in each timezone as if due at `at`: whose window has ended is for the
 * statement to find. On a closed day only transactional ones are due; for the others what happens stays pending.
 */
export function waitingMoments({ rules, timezones, at, closed }: Omit<DueQuestion, "catchUpMs">): SendMoment[] {
  const waiting = rules.filter(({ upon }) => upon !== null);
  return timezones.flatMap((timezone) => {
    const localDate = localDateOf(at, timezone);
    const due = isClosed(localDate, closed) ? waiting.filter(({ transactional }) => transactional) : waiting;
    if (due.length === 0) return [];
    return [{ timezone, localDate, localTime: localTimeOf(at, timezone), instant: at, rules: due }];
  });
}

/** Of these moments, those in which somebody's window has ended: most minutes, none. */
export async function endedMoments(
  audiences: AudienceStore,
  moments: readonly SendMoment[],
  settings: Settings,
  at: Date,
): Promise<SendMoment[]> {
  const rules = new Set<CheckedRule>(moments.flatMap((moment) => moment.rules));
  if (rules.size === 0) return [];
  const waits = [...rules].map((rule) => {
    const plans = moments.flatMap(({ timezone }) => describeWait(rule, { at, timezone, settings }, false) ?? []);
    return plans.reduce((widest, plan) => (plan.since < widest.since ? plan : widest));
  });
  const timezones = new Set(await audiences.timezonesWaiting(waits, at, settings.timezone));
  return moments.filter(({ timezone }) => timezones.has(timezone));
}
