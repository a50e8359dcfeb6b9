/** How long experiments are looked at, in weeks. The third is about a quarter, the last half a year. */
export const ADVISED_WEEKS = [4, 8, 12, 26] as const;
export const QUARTER_WEEKS = 12;
/** How many quarters a rotated holdout is looked at together. */
export const POOLED_QUARTERS = [1, 2, 4] as const;

/** A lift, as a share of what the held out show, that one experiment of this community would find four times of five. */
export interface SeenLift {
  /** In the report's own interval, read once when the period is over. */
  readonly smallest: number;
  /** While the period is open, when the report's intervals hold however often they are looked at. */
  readonly whileOpen: number;
  /** After adjusting by each unit's weeks before (CUPED), read once. */
  readonly adjusted: number;
}

export interface DurationAdvice extends SeenLift {
  readonly weeks: number;
  /** expected: visits are not known for so long. */
  readonly basis: "measured" | "expected";
}

export interface ShareAdvice {
  readonly share: number;
  readonly heldOut: number;
  /** Empty where an arm would be smaller than the report shows, or visits are not known. */
  readonly visits: readonly DurationAdvice[];
  /** Share who come back within 7 days. */
  readonly cameBack: SeenLift | null;
}

export interface HoldoutChoice {
  readonly share: number;
  readonly heldOut: number;
  readonly weeks: number;
  readonly smallest: number;
}

/**
 * seen: the target within a quarter; seen_later: within half a year; not_seen: in neither; too_small: an arm would hold
 * fewer units than the report shows, whatever the share; unknown: visits are known for too short a time.
 */
export type AdviceCode = "seen" | "seen_later" | "not_seen" | "too_small" | "unknown";

/** Why the own holdout shows nothing after a quarter, and what would. */
export interface OwnSilence {
  /** few_contributors: so few of the smaller arm make the visits that the report would not tell an effect. */
  readonly reason: "small_arm" | "few_contributors";
  /** Of the smaller arm, as if all who make visits made as many. null where visits are not known. */
  readonly contributors: number | null;
  readonly minimalContributors: number;
  /** The smallest holdout that would tell of an effect after a quarter, however large it must be. null: none. */
  readonly enough: { readonly share: number; readonly heldOut: number } | null;
  /** With how many members half held out would. null where visits are not known. */
  readonly membersNeeded: number | null;
}

/** What holdout and duration this community needs, by its own visits. */
export interface HoldoutAdvice {
  readonly at: string;
  readonly unit: "member" | "company";
  /** Whom digests can reach; `active` came in the last 28 days. */
  readonly members: number;
  readonly units: number;
  readonly active: number;
  readonly minimalArm: number;
  /** The lift asked for. */
  readonly target: number;
  /** Of the holdout in force, by which members were drawn; where there is none, `settings.holdout.share`. */
  readonly ownShare: number;
  /** `settings.holdout.share`, for who is new from the next mailing on; null: the same. */
  readonly ownNext: number | null;
  /** Shares of earlier drawings whose members keep their groups. */
  readonly ownKept: readonly number[];
  /** null: it tells, or nobody is held out, or visits are not known and its groups are large enough. */
  readonly ownSilence: OwnSilence | null;
  /** The smallest lift that so many drawings show together, where who is held out is drawn anew each quarter; else empty. */
  readonly quarters: readonly { readonly quarters: number; readonly smallest: number }[];
  readonly visitsAWeek: number | null;
  readonly shareWhoCome: number | null;
  /** How much of how often members come their four weeks before tell, over a quarter: correlation². */
  readonly toldByThePast: number | null;
  readonly code: AdviceCode;
  /** The holdout that shows the target, the smallest that does so in that time. null where none does. */
  readonly visits: HoldoutChoice | null;
  /** The smallest holdout that shows the target in the share who come back; `weeks` is 1, from everybody's first digest. */
  readonly cameBack: HoldoutChoice | null;
  /** With half held out for a quarter, how many members would show the target. null where unknown. */
  readonly membersNeeded: number | null;
  readonly shares: readonly ShareAdvice[];
}
