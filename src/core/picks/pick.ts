import type { Language } from "../community.ts";

export type PickKind = "pinned" | "hot" | "cold" | "evergreen";

/** Why a member gets a content, as data: every field is true of that member at that instant. `sayReason` words it. */
export type PickReason =
  | { readonly code: "chosen_by_team" }
  | { readonly code: "popular_in_theme"; readonly theme: string }
  | { readonly code: "popular" }
  | { readonly code: "read_others"; readonly theme: string; readonly count: number }
  | { readonly code: "new_in_theme"; readonly theme: string }
  | { readonly code: "recent_in_theme"; readonly theme: string }
  | { readonly code: "new" }
  | { readonly code: "recent" }
  | { readonly code: "near_theme"; readonly theme: string; readonly near: string }
  | { readonly code: "well_read"; readonly viewers: number }
  | { readonly code: "evergreen" }
  | { readonly code: "unseen" };

export interface Pick {
  readonly contentId: number;
  readonly kind: PickKind;
  /** Larger is better; comparable within one kind and one instant only. */
  readonly score: number;
  readonly reason: PickReason;
}

/** What must be known of a member to choose for them. */
export interface Reader {
  readonly externalId: string;
  readonly reads: readonly Language[];
  /** Content id → day of the first view, in whole days since 1970-01-01 UTC. */
  readonly viewed: ReadonlyMap<number, number>;
  /** Contents whose replay they have seen; a view alone is none of a live that is over. */
  readonly replays?: ReadonlySet<number>;
  /** Contents in a held pick of this member, which are never proposed again, or not yet. */
  readonly mailed: ReadonlySet<number>;
  /** Those in a held pick so old that they may be proposed again: as cold, and where new ones run out. */
  readonly mailedLongAgo?: ReadonlySet<number>;
  /** Pinned contents that are pinned for others only; they can still be chosen like any other. */
  readonly notPinned?: ReadonlySet<number>;
  /** Themes that the member has switched off: what is on no other theme is never chosen. */
  readonly themesOff?: ReadonlySet<string>;
  /** The openings whose contents the member may open; contents of all others are never chosen. */
  readonly openings?: ReadonlySet<number>;
}

/** A side whose quota is 0 is never used, not even to fill the other. */
export interface PickQuota {
  readonly hot: number;
  readonly cold: number;
  /** Fewer picks than this: no digest. 0: where there is something else to tell. */
  readonly skipBelow: number;
}

/** `already_proposed`: there would have been enough, had it not been mailed before. */
export type SkipReason = "already_proposed" | "nothing_open";

export type Choice = { readonly picks: readonly Pick[] } | { readonly skipped: SkipReason };
