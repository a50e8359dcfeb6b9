import type { LocalDate } from "../../core/community.ts";
import type { RatioSums } from "../../core/stats/sums.ts";
import type { Draw, TreatmentActs } from "../../core/treatment.ts";
import type { PurchaseOutcome } from "../lift/lift-report.ts";
import type { MeasuredSums } from "../ports.ts";
import type { MonthSpan } from "./choose-months.ts";

export interface ComparisonWindow {
  readonly from: Date;
  /** Not included. */
  readonly to: Date;
  /** People of the house, who are in no group: `settings.team`. */
  readonly team: readonly string[];
}

/** What the members of one group did in the window. */
export interface MemberGroup {
  readonly group: string;
  readonly members: number;
  /** With a visit in it. */
  readonly came: number;
  readonly visitsMean: number;
  readonly visitsMedian: number;
  /** Over their visits; null: they made none. */
  readonly minutesMedian: number | null;
  /** By the last word on the membership in the window. */
  readonly renewed: number;
  readonly ended: number;
}

/** Customers at the beginning of the window, by whether they were members then. */
export interface CustomerGroup {
  readonly group: "member" | "other";
  readonly customers: number;
  /** Left in the window. */
  readonly left: number;
  /** Customers of whom a renewal is known at all; and who last renewed in the window or after it. */
  readonly renewalsKnown: number;
  readonly renewed: number;
  /** Customers of whom it is known since when; and for how many years, at the beginning of the window. */
  readonly sinceKnown: number;
  readonly yearsMedian: number | null;
}

/** Whole months of the organisation's, and who was a customer as they began. */
export interface MonthWindow extends MonthSpan {
  readonly team: readonly string[];
}

/** One figure of the customers of one group, over all months of which anything of it is known. */
export interface MonthSums {
  readonly sum: number;
  readonly squares: number;
  /** Customers of whom it is not 0. */
  readonly having: number;
  /** Of so many months it is known of anybody. */
  readonly months: number;
}

/** What one group ordered, paid and asked; who has nothing of a month had nothing in it. */
export interface PurchaseGroup {
  readonly group: "member" | "other";
  readonly customers: number;
  readonly orders: MonthSums;
  readonly amount: MonthSums;
  readonly tickets: MonthSums;
  /** Customers with orders whose amounts are known: amounts by orders. */
  readonly basket: RatioSums;
}

export interface Purchases {
  readonly groups: readonly PurchaseGroup[];
  /** Of the amounts of these months. */
  readonly currencies: readonly string[];
  /** The last month of which anything is known at all; null: of none. */
  readonly latest: LocalDate | null;
}

/** Whether the community was recorded before the window, by so many days, and when it was last heard of. */
export interface ComparisonHistory {
  readonly hasVisits: boolean;
  readonly activitiesFrom: Date | null;
  readonly latestActAt: Date | null;
}

/** Of which treatments: those whose days after ended in the window, or of a draw what was done in it. */
export interface BeforeAfterWindow {
  /** null: since ever. */
  readonly since: Date | null;
  readonly to: Date;
  readonly team: readonly string[];
  /** How many days before and after are held against each other. */
  readonly days: number;
  /** A visit that ended no longer ago than that is still under way. */
  readonly visitGapSeconds: number;
}

/** One side of the treatment, of all members who could have come on every day of both sides. */
export interface TreatedSide {
  readonly group: "before" | "after";
  readonly members: number;
  readonly came: number;
  readonly visitsMean: number;
  readonly visitsMedian: number;
  readonly minutesMedian: number | null;
  /** Members who had the treatment, also those whose days are not complete. */
  readonly had: number;
}

/** Those treated for whom there is anybody alike, and the mean of those who are, both before and after. */
export interface MatchedOthers {
  readonly members: number;
  readonly before: number | null;
  readonly after: number | null;
  readonly others: number;
  readonly othersBefore: number | null;
  readonly othersAfter: number | null;
}

export interface DrawnCount {
  readonly arm: "treated" | "held_out" | "mixed";
  readonly members: number;
  readonly got: number;
  readonly firstDrawnAt: Date;
}

/** Reads only; a few rows each. */
export interface ComparisonStore {
  describeHistory(window: ComparisonWindow, daysBefore: number): Promise<ComparisonHistory>;
  /** Members who had joined so many days before the window: `active` with a visit in those days, `inactive` without. */
  groupByActivity(window: ComparisonWindow, daysBefore: number): Promise<MemberGroup[]>;
  groupCustomers(window: ComparisonWindow): Promise<CustomerGroup[]>;
  /** Customers as the months begin, by whether they were members then. */
  groupPurchases(window: MonthWindow): Promise<Purchases>;
  /** Members who had joined before the window: `with` all of these traits, `without`. */
  groupByTraits(window: ComparisonWindow, traits: Readonly<Record<string, string>>): Promise<MemberGroup[]>;
  beforeAfter(window: BeforeAfterWindow, told: TreatmentActs): Promise<TreatedSide[]>;
  matchOthers(window: BeforeAfterWindow, told: TreatmentActs): Promise<MatchedOthers>;
  /** @param drawnOn when a trait was drawn; null where an activity says it */
  countDrawn(
    window: BeforeAfterWindow,
    draw: Draw,
    told: TreatmentActs | null,
    drawnOn: Date | null,
  ): Promise<DrawnCount[]>;
  /** Of all amounts that were imported of customers, by their letters. */
  listCurrencies(): Promise<readonly string[]>;
  /** What was imported of those drawn, over whole months since; nothing where none of it is known, or in several currencies. */
  sumDrawnPurchases(
    figure: PurchaseOutcome,
    window: BeforeAfterWindow,
    draw: Draw,
    drawnOn: Date | null,
    timezone: string,
  ): Promise<MeasuredSums[]>;
  sumDrawn(
    measure: "visits" | "came_back" | "renewed",
    window: BeforeAfterWindow,
    draw: Draw,
    drawnOn: Date | null,
  ): Promise<MeasuredSums[]>;
}
