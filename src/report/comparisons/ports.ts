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

/** Whether the community was recorded before the window, by so many days, and when it was last heard of. */
export interface ComparisonHistory {
  readonly hasVisits: boolean;
  readonly activitiesFrom: Date | null;
  readonly latestActAt: Date | null;
}

/** Reads only; a few rows each. */
export interface ComparisonStore {
  describeHistory(window: ComparisonWindow, daysBefore: number): Promise<ComparisonHistory>;
  /** Members who had joined so many days before the window: `active` with a visit in those days, `inactive` without. */
  groupByActivity(window: ComparisonWindow, daysBefore: number): Promise<MemberGroup[]>;
  groupCustomers(window: ComparisonWindow): Promise<CustomerGroup[]>;
}
