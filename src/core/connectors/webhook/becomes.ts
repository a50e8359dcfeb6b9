import { CONTENT_COLUMNS } from "../../tracking/content.ts";
import { EVENT_NAMES, isCatalogueEvent } from "../../tracking/event-names.ts";

/** What an event may become: three calls about who members are, every other word the name of an event. */
const WHO_CALLS = ["identify", "group", "alias"] as const;
export type WhoCall = (typeof WHO_CALLS)[number];

export const isWhoCall = (becomes: string): becomes is WhoCall => (WHO_CALLS as readonly string[]).includes(becomes);

/** Names that are nearly one of these are slips. */
export const KNOWN_WORDS: readonly string[] = [...WHO_CALLS, ...EVENT_NAMES];

const ALIAS_FIELDS = ["userId", "previousId"];
const CONTENT_FIELDS = [
  "contentId",
  "timestamp",
  ...CONTENT_COLUMNS.filter((name) => name !== "id" && name !== "updatedAt"),
];

/** Fields that it takes; null: any. */
export function fieldsOf(becomes: string): readonly string[] | null {
  if (becomes === "alias") return ALIAS_FIELDS;
  return isCatalogueEvent(becomes) ? CONTENT_FIELDS : null;
}

/** Fields without which nothing can be made of it: of each list, one. */
export function neededBy(becomes: string): readonly (readonly string[])[] {
  if (becomes === "alias") return [["userId"], ["previousId"]];
  if (becomes === "group") return [["userId"], ["groupId"]];
  if (becomes === "identify") return [["userId"]];
  return isCatalogueEvent(becomes) ? [["contentId"]] : [["userId", "anonymousId"]];
}

/** Fields that are times, and may be told in seconds or milliseconds since 1970. */
export const TIME_FIELDS = [
  "timestamp",
  "createdAt",
  "renewalAt",
  "consentAt",
  "publishedAt",
  "withdrawnAt",
  "startsAt",
  "endsAt",
];

export const LIST_FIELDS = ["themes", "reads"];
