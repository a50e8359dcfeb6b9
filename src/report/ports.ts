import type { Arm, Language } from "../core/community.ts";
import type { PairedRatioSums } from "../core/stats/sums.ts";
import type { IndicatorFacts, IndicatorLists, MeasureFigure } from "./indicators/facts.ts";

/** What is measured per exposed member, as a ratio of two sums. */
export const MEASURES = ["visits", "came_back", "visibility", "pick_visibility"] as const;
export type Measure = (typeof MEASURES)[number];

/** Whom and when a report is about. Members first exposed before `to`; what they did from `from` (null: from exposure). */
export interface ReportWindow {
  readonly from: Date | null;
  /** Not included. */
  readonly to: Date;
  /** Only members whose first exposure this rule made; null: all. */
  readonly rule: string | null;
  /** What members read who have not said: `settings.languages`. */
  readonly languages: readonly Language[];
}

export interface PhaseFacts {
  readonly experiment: string;
  /** Numbered through all programmes, in order. */
  readonly phase: number;
  /** What was hashed with the unit: `programme`, `programme 2026-Q4`, or the name of a rule. */
  readonly salt: string;
  readonly share: number;
  readonly by: "member" | "company";
  readonly openedAt: Date;
  /** When the next began, or nobody was held out any more; null: it goes on. */
  readonly endedAt: Date | null;
  /** Until when who was drawn in it kept their arm: the next drawing, or the end of holding out; null: they still do. */
  readonly keptUntil: Date | null;
}

/** Exposed units and members of one arm; `rule` null: whatever the rule of the first exposure. */
export interface ExposedCount {
  readonly experiment: string;
  readonly phase: number;
  readonly arm: Arm;
  readonly rule: string | null;
  readonly units: number;
  readonly members: number;
  readonly firstExposedAt: Date;
}

/** Members who were exposed and have been erased since, by the arm that they had; whoever erased them, and when. */
export interface ErasedCount {
  readonly experiment: string;
  readonly phase: number;
  readonly arm: Arm;
  readonly members: number;
}

/** Sums over units; `before` is the unit's visits and member-days of the 28 days before first exposure. */
export interface MeasuredSums {
  readonly experiment: string;
  readonly phase: number;
  readonly arm: Arm;
  readonly rule: string | null;
  readonly members: number;
  readonly sums: PairedRatioSums;
}

/** For how many days after first exposure a return is waited for. */
export const RETURN_DAYS = 28;

/** Members of one arm by the time from first exposure to their first visit after it. */
export interface ReturnTimes {
  readonly experiment: string;
  readonly phase: number;
  readonly arm: Arm;
  readonly rule: string | null;
  /** In which whole hour since exposure they came back, or were last known not to have; 672 is after all 28 days. */
  readonly times: readonly { readonly hour: number; readonly returned: number; readonly censored: number }[];
  /** Whole days from exposure to the end of the period, at most 28, whether or not they came back. */
  readonly watched: readonly { readonly days: number; readonly members: number }[];
}

/** Members who were there for the whole of that week since their first exposure (negative: before it), their visits. */
export interface WeekVisits {
  readonly experiment: string;
  readonly phase: number;
  readonly arm: Arm;
  readonly week: number;
  readonly members: number;
  readonly visits: number;
}

export interface DigestCount {
  readonly rule: string;
  readonly state: string;
  readonly reason: string | null;
  readonly digests: number;
}

export interface UnsubscribeCount {
  /** null: not by a digest's link. */
  readonly rule: string | null;
  readonly members: number;
}

/** Over all members who joined before the period, those who never came included. */
export interface RevisitFacts {
  readonly members: number;
  readonly came: number;
  readonly weekly: number;
  readonly daily: number;
  /** Median of the members' own usual intervals, among those who have one; days. */
  readonly medianUsualDays: number | null;
  readonly withUsual: number;
}

/** Visits of each member over the last 28 days: what tells how large an experiment must be. */
export interface CommunityFacts {
  readonly members: number;
  readonly meanVisits: number | null;
  readonly varianceOfVisits: number | null;
  readonly latestActAt: Date | null;
}

export interface ThemeFacts {
  readonly theme: string;
  readonly contents: number;
  /** Members × contents who could see and did. */
  readonly views: number;
  readonly chances: number;
}

export interface UnseenContent {
  readonly externalId: string;
  readonly title: string | null;
  readonly url: string | null;
  readonly themes: readonly string[];
  readonly publishedAt: Date;
  readonly viewers: number;
  readonly readers: number;
}

export interface IndicatorWindow {
  readonly from: Date;
  readonly to: Date;
  readonly languages: readonly Language[];
  /** People of the house, who are not counted: `settings.team`. */
  readonly team: readonly string[];
}

/** Reads only. Every answer is a few rows: sums leave the database, members do not. */
export interface ReportStore {
  listPhases(): Promise<PhaseFacts[]>;
  countExposed(window: ReportWindow): Promise<ExposedCount[]>;
  countErased(): Promise<ErasedCount[]>;
  sumMeasure(measure: Measure, window: ReportWindow): Promise<MeasuredSums[]>;
  timeReturns(window: ReportWindow): Promise<ReturnTimes[]>;
  countWeekVisits(window: ReportWindow): Promise<WeekVisits[]>;
  countDigests(window: ReportWindow): Promise<DigestCount[]>;
  countUnsubscribes(window: ReportWindow): Promise<UnsubscribeCount[]>;
  describeCommunity(to: Date, team: readonly string[]): Promise<CommunityFacts>;
  describeRevisits(window: IndicatorWindow): Promise<RevisitFacts>;
  listThemes(window: IndicatorWindow): Promise<ThemeFacts[]>;
  listUnseen(window: IndicatorWindow): Promise<UnseenContent[]>;
}

/** What indicators are computed from. Reads only, and as few rows. */
export interface IndicatorStore {
  describe(window: IndicatorWindow): Promise<IndicatorFacts>;
  list(window: IndicatorWindow): Promise<IndicatorLists>;
  /** Local dates, the second not included. */
  listMeasures(from: string, to: string): Promise<MeasureFigure[]>;
}

/** Charts as data: a renderer turns each into one SVG element whose colours are CSS variables of the page. */
export type Chart =
  | {
      readonly kind: "intervals";
      readonly title: string;
      readonly axis: string;
      readonly rows: readonly {
        readonly label: string;
        readonly estimate: number;
        readonly low: number;
        readonly high: number;
      }[];
    }
  | {
      readonly kind: "lines";
      readonly title: string;
      readonly axis: string;
      readonly unit: string;
      readonly labels: readonly string[];
      /** Draws a line before this label. */
      readonly mark: { readonly at: number; readonly label: string } | null;
      /** The values are shares, and written as such. */
      readonly isShare?: boolean;
      /** Numbers of what happened, where it did: labels are whole numbers of the axis, days between them fractions. */
      readonly notes?: readonly { readonly at: number; readonly label: string }[];
      readonly series: readonly {
        readonly name: string;
        readonly values: readonly (number | null)[];
        readonly dashed: boolean;
      }[];
    }
  | {
      /** Shares that change at whole steps: `values[n]` holds from step n until the next. */
      readonly kind: "steps";
      readonly title: string;
      readonly axis: string;
      readonly unit: string;
      readonly series: readonly {
        readonly name: string;
        readonly values: readonly number[];
        readonly dashed: boolean;
      }[];
    }
  | {
      readonly kind: "bars";
      readonly title: string;
      readonly axis: string;
      readonly labels: readonly string[];
      readonly series: readonly {
        readonly name: string;
        readonly values: readonly number[];
        readonly muted: boolean;
      }[];
    };

/** Writes in the reader's language. */
export interface ChartFormat {
  readonly number: (value: number) => string;
  /** A share beside its mark. */
  readonly percent: (share: number) => string;
  /** A share on an axis. */
  readonly tick: (share: number) => string;
}

export interface ChartRenderer {
  render(chart: Chart, format: ChartFormat): string;
}
