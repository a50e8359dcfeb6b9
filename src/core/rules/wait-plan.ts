import { durationMs, localDateOf, startOfLocalDay } from "../calendar.ts";
import type { Language } from "../community.ts";
import { closedSince, isClosed } from "./closed-days.ts";
import type { CheckedRule, Upon } from "./rule.ts";
import type { Settings } from "./settings.ts";

/** What a rule waits for, as its windows are found. */
export interface WaitPlan {
  readonly rule: string;
  readonly upon: Upon;
  /** The instant at which they are looked for. */
  readonly at: Date;
  /** How long a window lasts; 0: whatever is pending is told, as a preview does. */
  readonly gatherMs: number;
  /** What happened at or before this instant is too old to be told. */
  readonly since: Date;
  /** Taken for the instant since which the rule is live, where it never was. */
  readonly neverLive: Date;
  /** Those of the settings, for members who have not said which they read. */
  readonly languages: readonly Language[];
}

/**
 * What a rule waits for at an instant; null: it is due at an hour.
 * @param asIfEnded all that is pending counts, as if every window ended at the instant, for a rule that was never live as well
 */
export function describeWait(
  rule: CheckedRule,
  scene: {
    readonly at: Date;
    readonly timezone: string;
    readonly settings: Pick<Settings, "expireAfter" | "closed" | "languages">;
  },
  asIfEnded: boolean,
): WaitPlan | null {
  const { upon } = rule;
  if (upon === null) return null;
  return {
    rule: rule.name,
    upon,
    at: scene.at,
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
