import { addDays, instantOf } from "../../core/calendar.ts";
import type { CommunityClock } from "../../core/clock.ts";
import type { Mailing, ReviewLinks } from "../../core/links/review-token.ts";
import type { BrakeStore, MailingCounts } from "./ports.ts";

export interface HoldMailingDeps {
  readonly brakes: Pick<BrakeStore, "countMailing" | "hold" | "release">;
  readonly links: Pick<ReviewLinks, "verifyReview">;
  readonly clock: CommunityClock;
}

/** What a reader of the proof may know of a mailing before they decide. */
export interface MailingView extends Mailing, MailingCounts {
  /** The date is over in every timezone: there is nothing left to decide. */
  readonly isOver: boolean;
}

/** Reads, never acts. Null for a token that is not ours. */
export async function showMailing(deps: HoldMailingDeps, token: string): Promise<MailingView | null> {
  const mailing = deps.links.verifyReview(token);
  if (mailing === null) return null;
  const counts = await deps.brakes.countMailing(mailing.rule, mailing.localDate);
  return { ...mailing, ...counts, isOver: isOver(mailing, deps.clock.now()) };
}

/** Holds what has not left of it, in every timezone, planned or yet to be planned. Repeating it changes nothing. */
export async function holdMailing(deps: HoldMailingDeps, token: string): Promise<MailingView | null> {
  return act(deps, token, (mailing, at) => deps.brakes.hold(mailing.rule, mailing.localDate, at));
}

/** Lets it go again, whatever held it. Repeating it changes nothing. */
export async function releaseMailing(deps: HoldMailingDeps, token: string): Promise<MailingView | null> {
  return act(deps, token, (mailing, at) => deps.brakes.release(mailing.rule, mailing.localDate, at));
}

async function act(
  deps: HoldMailingDeps,
  token: string,
  work: (mailing: Mailing, at: Date) => Promise<unknown>,
): Promise<MailingView | null> {
  const mailing = deps.links.verifyReview(token);
  const at = deps.clock.now();
  if (mailing !== null && !isOver(mailing, at)) await work(mailing, at);
  return showMailing(deps, token);
}

/** The last timezone to end a day: no member lives further west. */
const LAST_TIMEZONE = "Etc/GMT+12";

function isOver({ localDate }: Mailing, at: Date): boolean {
  return at >= instantOf(addDays(localDate, 1), "00:00", LAST_TIMEZONE);
}
