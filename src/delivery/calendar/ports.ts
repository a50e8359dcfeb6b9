import type { DigestKey } from "../../core/community.ts";

/** What a calendar file says of a content. */
export interface CalendarContent {
  readonly title: string;
  readonly summary: string | null;
  readonly url: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  /** When the site last said something of it. */
  readonly statedAt: Date;
}

export interface CalendarStore {
  /** A content of which this digest tells, as long as it is open and has a start. */
  findToldContent(key: DigestKey, contentId: number): Promise<CalendarContent | null>;
}
