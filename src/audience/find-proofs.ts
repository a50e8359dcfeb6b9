import { DAY_MS } from "../core/calendar.ts";
import type { Mailing } from "../core/links/review-token.ts";
import { momentsBetween } from "../core/rules/schedule.ts";
import type { DueQuestion } from "./due-moments.ts";

/** A mailing of which a proof is due. */
export interface ProofDue extends Mailing {
  /** When its first mail leaves, in whichever timezone that is. */
  readonly firstAt: Date;
}

/** No local date begins or ends further from another timezone's than this. */
const DATES_APART_MS = 2 * DAY_MS;

/**
 * The mailings whose first mail leaves within `beforeMs`. One whose first mails have left already is still among them
 * while there are others to hold: a worker that was away sends a late proof rather than none.
 */
export function proofsDue(
  { rules, timezones, at, closed }: Omit<DueQuestion, "catchUpMs">,
  beforeMs: number,
): ProofDue[] {
  const after = new Date(at.getTime() - DATES_APART_MS);
  const upTo = new Date(at.getTime() + beforeMs + DATES_APART_MS);
  return rules.flatMap((rule) => {
    const dates = new Map<string, { first: number; last: number }>();
    for (const timezone of timezones) {
      for (const { localDate, instant } of momentsBetween(rule.schedule, timezone, after, upTo, closed)) {
        const ms = instant.getTime();
        const { first, last } = dates.get(localDate) ?? { first: ms, last: ms };
        dates.set(localDate, { first: Math.min(first, ms), last: Math.max(last, ms) });
      }
    }
    return [...dates].flatMap(([localDate, { first, last }]) =>
      first - beforeMs <= at.getTime() && at.getTime() < last
        ? [{ rule: rule.name, localDate, firstAt: new Date(first) }]
        : [],
    );
  });
}
