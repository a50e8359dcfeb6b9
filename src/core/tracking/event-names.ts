/** What happened to a member without an act of theirs: kept, usable in rules, never a visit, never a view. */
export const PASSIVE_EVENTS: readonly string[] = [
  "Message Received",
  "Badge Earned",
  "Membership Renewed",
  "Membership Ended",
];

/** What members do, as far as rules, ranking and indicators know it; a site may have names of its own beside these. */
export const OWN_ACTS: readonly string[] = [
  "Content Viewed",
  "Comment Created",
  "Reaction Added",
  "Bookmark Added",
  "Content Followed",
  "Content Found Useful",
  "Question Answered",
  "Solution Accepted",
  "Search Performed",
  "Live Registered",
  "Live Attended",
  "Replay Viewed",
  "Survey Answered",
  "Feedback Raised",
];

/** What the pages and screens of Segment's libraries are called. */
export const PAGE_VIEWED = "Page Viewed";
export const SCREEN_VIEWED = "Screen Viewed";

/** Own acts that make a member one who takes part in a content. */
export const CONTRIBUTIONS: readonly string[] = ["Comment Created", "Question Answered", "Solution Accepted"];

/** Own acts by which a member follows a content. */
export const FOLLOWS: readonly string[] = ["Content Followed", "Bookmark Added"];

/** Things of the catalogue that rules can wait for beside activities; the second is nobody's event, but a time. */
export const CONTENT_PUBLISHED = "Content Published";
export const LIVE_STARTING = "Live Starting";

/** The catalogue's own events: they change contents and are never activities. */
const CATALOGUE_EVENTS = [CONTENT_PUBLISHED, "Content Updated", "Content Withdrawn"] as const;
/** Every name that means something here. */
export const EVENT_NAMES: readonly string[] = [
  ...OWN_ACTS,
  ...PASSIVE_EVENTS,
  ...CATALOGUE_EVENTS,
  PAGE_VIEWED,
  SCREEN_VIEWED,
];
export type CatalogueEvent = (typeof CATALOGUE_EVENTS)[number];

export function isCatalogueEvent(name: string): name is CatalogueEvent {
  return (CATALOGUE_EVENTS as readonly string[]).includes(name);
}

/** Registering for a live says that the member means to see it, not that they did. */
export const LIVE_REGISTERED = "Live Registered";

/** Own acts by which a member has seen a live, whenever they are told of: also its replay is nothing new to them. */
export const SEES_REPLAY: readonly string[] = ["Live Attended", "Replay Viewed"];

/** Any own act on a content implies that the member has seen it, except registering for a live. */
export function impliesView(activity: { name: string; passive: boolean; contentId: string | null }): boolean {
  return activity.contentId !== null && !activity.passive && activity.name !== LIVE_REGISTERED;
}
