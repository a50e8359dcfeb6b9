import type { WeekWords } from "./words.ts";

export const ENGLISH: WeekWords = {
  subject: (community, from, to) => `${community}: the week from ${from} to ${to}`,
  title: "The week’s report",
  week: (from, to) => `From ${from} to ${to}`,
  soFar: (since, until) =>
    `Measured on all weeks from ${since} to ${until}: a single week is too short to show an effect. The intervals in brackets are kept wide, so that chance misleads nobody who looks every week. The report of a period that is over gives narrower ones, for one look at its end; of one and the same effect, both are right.`,
  outcomes: "What the digests changed",
  costs: "What the week cost",
  mails: (count, written, before) =>
    `${written} ${count === 1 ? "digest" : "digests"} sent (the week before: ${before}).`,
  unsubscribes: (count, written, before) =>
    `${written} ${count === 1 ? "member" : "members"} unsubscribed (the week before: ${before}).`,
  moved: "What moved",
  movedNote: "Against the week before. This says what happened, not why.",
  nothingMoved: "No indicator moved by more than chance brings from one week to the next.",
  lastWeek: "This week",
  weekBefore: "Before",
  better: "better",
  worse: "worse",
  forecast: "What is coming",
  enough: "No rule runs out of contents within the next 30 days.",
  open: "Open the whole report",
  weekPoint: (week, treated, heldOut) => `week ${week}: ${treated} with digests, ${heldOut} held out`,
  couldShow: (share, smallest) => `${smallest} with ${share} held out`,
  next: "; ",
  footer: (community) =>
    `Rekindle sends this report of ${community} once a week. Who gets it stands in settings.yaml, under reports.`,
};
