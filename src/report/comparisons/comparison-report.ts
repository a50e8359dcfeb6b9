import type { LocalDate } from "../../core/community.ts";
import type { Bounds, OutcomeLift } from "../lift/lift-report.ts";

/**
 * The smallest group that is shown, and the fewest members that a figure of it may come from: of fewer, somebody who knows
 * them could tell who is meant.
 */
export const MINIMAL_GROUP = 20;

/** How long before the period a member must have come to be active as it begins; who joined later than that is in no group. */
export const ACTIVE_DAYS = 30;

/** How long before and after a treatment members are held against themselves. */
export const BEFORE_AFTER_DAYS = 28;

export const COMPARED = [
  "came",
  "visits_mean",
  "visits_median",
  "minutes_median",
  "renewed",
  "left",
  "customer_renewed",
  "years_median",
  "orders_mean",
  "amount_mean",
  "basket_mean",
  "tickets_mean",
] as const;
export type ComparedMeasure = (typeof COMPARED)[number];

export type GroupName = "active" | "inactive" | "member" | "other" | "with" | "without" | "before" | "after";

export interface GroupValue {
  readonly group: GroupName;
  readonly value: number | null;
  /** Of shares, what is counted and out of how many. */
  readonly of: { readonly count: number; readonly total: number } | null;
  /** How exactly the group's own value is known (95%), and nothing about a difference; null where none is computed. */
  readonly interval: Bounds | null;
}

export interface ComparedLine {
  readonly measure: ComparedMeasure;
  /** money: in the currency of the comparison. */
  readonly unit: "share" | "number" | "minutes" | "years" | "money";
  /** One for each group, in their order; a value is null where fewer than MINIMAL_GROUP are behind it. */
  readonly values: readonly GroupValue[];
}

/**
 * small_group: a group has fewer than MINIMAL_GROUP. no_history: nothing was recorded as early as the groups are formed by.
 * silent: no act of anybody has come since before the period. few_treated: fewer than MINIMAL_GROUP had it with all days
 * before and after. no_months: nothing was imported of these months.
 */
export type NoComparison = "small_group" | "no_history" | "silent" | "few_treated" | "no_months";

/** What the figures of a comparison by calendar months are of. */
export interface ComparedMonths {
  /** First days of the first and the last month. */
  readonly first: LocalDate;
  readonly last: LocalDate;
  /** Of its amounts; null where there are none, or several currencies. */
  readonly currency: string | null;
  /** Where there are several: amounts are not added up then. */
  readonly currencies: readonly string[];
  /** The last month of which anything was imported. */
  readonly latest: LocalDate | null;
}

/** Of a treatment, those for whom there were others like them; means of visits each. */
export interface Matched {
  readonly members: number;
  readonly before: number;
  readonly after: number;
  readonly others: number;
  readonly othersBefore: number;
  readonly othersAfter: number;
}

/** Groups that formed by themselves, side by side. No difference carries an interval, a p or a verdict, on purpose. */
export interface Comparison {
  readonly kind: "activity" | "customers" | "purchases" | "traits" | "before_after";
  /** Of the treatment, as settings.yaml calls it. */
  readonly name: string | null;
  /** `members` is null of a group too small to be told. */
  readonly groups: readonly { readonly group: GroupName; readonly members: number | null }[];
  readonly lines: readonly ComparedLine[];
  readonly reason: NoComparison | null;
  /** Of a treatment: who had it, days complete or not; null where the days of some, yet of fewer than MINIMAL_GROUP, are not. */
  readonly had: number | null;
  readonly matched: Matched | null;
  /** Of purchases. */
  readonly months: ComparedMonths | null;
}

/** nobody_drawn: no member has been told of either group. */
export type NoTreatmentLift = "nobody_drawn" | "small_group";

/** What a treatment that chance assigned has changed; by intention to treat, as of digests. */
export interface TreatmentLift {
  readonly name: string;
  readonly interval: "classic" | "sequential";
  readonly firstDrawnAt: string | null;
  readonly arms: readonly {
    readonly arm: "treated" | "held_out";
    readonly members: number | null;
    /** Who got it after they were drawn; null: nothing tells, or too few. */
    readonly got: number | null;
  }[];
  /** Told of both groups, and left out; null of some, yet fewer than MINIMAL_GROUP. */
  readonly mixed: number | null;
  readonly share: number;
  readonly sampleRatio: { readonly p: number; readonly ok: boolean } | null;
  readonly outcomes: readonly OutcomeLift[];
  /** Of the amounts that were imported; where there are several, amounts are not added up. */
  readonly currencies: readonly string[];
  /** The share of everybody drawn whose membership was renewed since, in the period; null: no renewal is told of. */
  readonly renewed: (Omit<OutcomeLift, "outcome"> & { readonly outcome: "renewed" }) | null;
  readonly reason: NoTreatmentLift | null;
}

/** All comparisons of a report as data. */
export interface ComparisonReport {
  readonly from: string;
  readonly to: string;
  readonly minimalGroup: number;
  readonly activeDays: number;
  readonly beforeAfterDays: number;
  /** Beginning of what treatments are told of; null: since ever. */
  readonly since: string | null;
  readonly drawn: readonly TreatmentLift[];
  readonly comparisons: readonly Comparison[];
}
