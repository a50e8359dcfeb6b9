import { writeCalendarFile } from "../../core/calendar-file.ts";
import type { Links } from "../../core/links/token.ts";
import { domainOf } from "../../core/mail.ts";
import { oneLine } from "../../core/plain-text.ts";
import type { CalendarStore } from "./ports.ts";

export interface CalendarDeps {
  readonly store: CalendarStore;
  readonly links: Pick<Links, "verify">;
  /** The address that the mails come from: its domain keeps our events apart from everybody else's. */
  readonly sender: string;
}

/**
 * The calendar file of a live of which a digest told its member. Null for a link that is not ours, and for a content that
 * the digest does not tell of, has no start or was withdrawn.
 */
export async function showCalendar(deps: CalendarDeps, token: string, contentId: number): Promise<string | null> {
  const key = deps.links.verify(token, "calendar");
  if (key === null) return null;
  const content = await deps.store.findToldContent(key, contentId);
  if (content === null) return null;
  return writeCalendarFile({
    uid: `content-${contentId}@${domainOf(deps.sender)}`,
    statedAt: content.statedAt,
    startsAt: content.startsAt,
    endsAt: content.endsAt,
    title: oneLine(content.title),
    summary: content.summary,
    url: content.url,
  });
}
