/**
 * The smallest group that is shown, and the fewest members that a figure of it may come from: of fewer, somebody who knows
 * them could tell who is meant.
 */
export const MINIMAL_GROUP = 20;

/** How long before the period a member must have come to be active as it begins; who joined later than that is in no group. */
export const ACTIVE_DAYS = 30;

export const COMPARED = [
  "came",
  "visits_mean",
  "visits_median",
  "minutes_median",
  "renewed",
  "left",
  "customer_renewed",
  "years_median",
] as const;
export type ComparedMeasure = (typeof COMPARED)[number];

export type GroupName = "active" | "inactive" | "member" | "other";

export interface GroupValue {
  readonly group: GroupName;
  readonly value: number | null;
  /** Of shares, what is counted and out of how many. */
  readonly of: { readonly count: number; readonly total: number } | null;
}

export interface ComparedLine {
  readonly measure: ComparedMeasure;
  readonly unit: "share" | "number" | "minutes" | "years";
  /** One for each group, in their order; a value is null where fewer than MINIMAL_GROUP are behind it. */
  readonly values: readonly GroupValue[];
}

/**
 * small_group: a group has fewer than MINIMAL_GROUP. no_history: nothing was recorded as early as the groups are formed by.
 * silent: no act of anybody has come since before the period.
 */
export type NoComparison = "small_group" | "no_history" | "silent";

/** Groups that formed by themselves, side by side. It carries no interval, no p and no verdict, on purpose. */
export interface Comparison {
  readonly kind: "activity" | "customers";
  /** `members` is null of a group too small to be told. */
  readonly groups: readonly { readonly group: GroupName; readonly members: number | null }[];
  readonly lines: readonly ComparedLine[];
  readonly reason: NoComparison | null;
}

/** All comparisons of a report as data. */
export interface ComparisonReport {
  readonly from: string;
  readonly to: string;
  readonly minimalGroup: number;
  readonly activeDays: number;
  readonly comparisons: readonly Comparison[];
}
