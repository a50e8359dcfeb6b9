/** What happened to a member without an act of theirs: kept, usable in rules, never a visit, never a view. */
export const PASSIVE_EVENTS: readonly string[] = [
  "Message Received",
  "Badge Earned",
  "Membership Renewed",
  "Membership Ended",
];

/** The catalogue's own events: they change contents and are never activities. */
const CATALOGUE_EVENTS = ["Content Published", "Content Updated", "Content Withdrawn"] as const;
export type CatalogueEvent = (typeof CATALOGUE_EVENTS)[number];

export function isCatalogueEvent(name: string): name is CatalogueEvent {
  return (CATALOGUE_EVENTS as readonly string[]).includes(name);
}

/** Registering for a live says that the member means to see it, not that they did. */
export const LIVE_REGISTERED = "Live Registered";

/** Any own act on a content implies that the member has seen it, except registering for a live. */
export function impliesView(activity: { name: string; passive: boolean; contentId: string | null }): boolean {
  return activity.contentId !== null && !activity.passive && activity.name !== LIVE_REGISTERED;
}
