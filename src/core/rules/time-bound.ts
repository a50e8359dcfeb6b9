import { addDays, type Duration, durationDays, durationMs, localDateOf, startOfLocalDay } from "../calendar.ts";
import type { Evaluation } from "./evaluation.ts";

/**
 * The first instant that lies within `duration` of the evaluation: for days the start of the member's local day N-1 days
 * before today; hours and minutes are exact, so the first millisecond (stored instants have no finer ones) after `at - N`.
 */
export function earliestWithin(duration: Duration, evaluation: Evaluation): Date {
  const days = durationDays(duration);
  if (days === null) return new Date(evaluation.at.getTime() - durationMs(duration) + 1);
  return startOfLocalDay(addDays(evaluation.today, 1 - days), evaluation.timezone);
}

/**
 * The first instant that no longer lies within `duration` after the evaluation, the mirror of `earliestWithin`: for days
 * the end of the member's local day N-1 days after today; hours and minutes are exact, `at + N` itself included.
 */
export function endOfWithin(duration: Duration, evaluation: Evaluation): Date {
  const days = durationDays(duration);
  if (days === null) return new Date(evaluation.at.getTime() + durationMs(duration) + 1);
  return startOfLocalDay(addDays(evaluation.today, days), evaluation.timezone);
}

/**
 * The first instant that lies within `duration` after the evaluation, for what has a day rather than an hour: for days the
 * start of the member's local day, also where a late slot keeps an earlier one; hours and minutes begin after `at`.
 */
export function startOfWithin(duration: Duration, { at, today, timezone }: Evaluation): Date {
  if (durationDays(duration) === null) return new Date(at.getTime() + 1);
  const date = localDateOf(at, timezone);
  return startOfLocalDay(date > today ? date : today, timezone);
}
