import { addDays, type Duration, durationDays, durationMs, startOfLocalDay } from "../calendar.ts";
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
