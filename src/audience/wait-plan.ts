import { durationMs, localDateOf, startOfLocalDay } from "../core/calendar.ts";
import { closedSince, isClosed } from "../core/rules/closed-days.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import type { Settings } from "../core/rules/settings.ts";
import type { WaitPlan } from "./ports.ts";

/**
 * What a rule waits for at an instant; null: it is due at an hour.
 * @param asIfEnded all that is pending counts, as if every window ended at the instant, for a rule that was never live as well
 */
export function describeWait(
  rule: CheckedRule,
  scene: { readonly at: Date; readonly timezone: string; readonly settings: Settings },
  asIfEnded: boolean,
): WaitPlan | null {
  const { upon } = rule;
  if (upon === null) return null;
  return {
    rule: rule.name,
    upon,
    gatherMs: asIfEnded ? 0 : durationMs(upon.gather),
    since: oldestToTell(rule, durationMs(upon.gather), scene),
    neverLive: asIfEnded ? new Date(0) : scene.at,
    languages: scene.settings.languages,
  };
}

/** What is older has expired. Closed days, on which nothing but transactional mail leaves, make nothing older. */
function oldestToTell(
  { transactional }: CheckedRule,
  gatherMs: number,
  { at, timezone, settings }: Parameters<typeof describeWait>[1],
): Date {
  const since = new Date(at.getTime() - durationMs(settings.expireAfter) - gatherMs);
  const date = localDateOf(since, timezone);
  if (transactional || !isClosed(date, settings.closed)) return since;
  return startOfLocalDay(closedSince(date, settings.closed), timezone);
}
