/** Plain shapes of the community, shared by rules, picks, the simulator and the adapters. */

/** BCP 47 primary subtag in lower case: `en`, `fr`, `pt`. */
export type Language = string;

/** `YYYY-MM-DD`, a day in some member's own calendar. */
export type LocalDate = string;

/** `HH:MM`, 24 hours. */
export type LocalTime = string;

export const CONTENT_TYPES = ["article", "discussion", "question", "document", "video", "event", "live"] as const;
export type ContentType = (typeof CONTENT_TYPES)[number];

/** A content as evaluation and ranking see it. `id` is the internal number, `externalId` the site's. */
export interface CatalogueContent {
  readonly id: number;
  readonly externalId: string;
  readonly type: ContentType;
  readonly title: string;
  readonly url: string;
  readonly summary: string | null;
  readonly imageUrl: string | null;
  readonly themes: readonly string[];
  /** null: for every reader. */
  readonly language: Language | null;
  /** The author's external member id. */
  readonly authorId: string | null;
  readonly publishedAt: Date;
  readonly withdrawnAt: Date | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly replayUrl: string | null;
  /** To whom it is open, as a number that members have where they may open it; null or absent: to everybody. */
  readonly openingId?: number | null;
}

export const ARMS = ["treated", "held_out"] as const;
export type Arm = (typeof ARMS)[number];

/** Both parts of a digest's key; every job, link and Message-ID carries both. */
export interface DigestKey {
  readonly memberId: number;
  readonly digestId: number;
}

export const DIGEST_STATES = [
  "planned",
  "rendered",
  "claimed",
  "submitting",
  "accepted",
  "delivered",
  "bounced",
  "complained",
  "deferred",
  "failed",
  "unknown",
  "skipped",
  "suppressed",
  "expired",
  "abandoned",
  "withheld",
] as const;
export type DigestState = (typeof DIGEST_STATES)[number];

/** A server said 250; the later ones say what is known of it since. Whoever asks what was mailed means all of these. */
export const ACCEPTED_STATES = [
  "accepted",
  "delivered",
  "bounced",
  "complained",
] as const satisfies readonly DigestState[];

/** States whose digest takes a place under `again_after` and caps. */
export const COUNTED_STATES = [
  "planned",
  "rendered",
  "claimed",
  "submitting",
  "deferred",
  ...ACCEPTED_STATES,
  "unknown",
  "withheld",
] as const satisfies readonly DigestState[];
