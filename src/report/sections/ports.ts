import type { PickKind } from "../../core/picks/pick.ts";
import type { IndicatorWindow, MeasuredSums, ReportWindow } from "../ports.ts";

/** How a member's absence compares with their own usual interval at an instant. */
export const ABSENCES = ["as_usual", "twice", "four_times", "eight_times", "no_habit", "never_came"] as const;
export type Absence = (typeof ABSENCES)[number];

/** Slipping away: for longer than twice their usual interval, up to four times, up to eight times, for longer. */
export const SLIPPING = ["twice", "four_times", "eight_times"] as const satisfies readonly Absence[];

/** Whoever comes daily is not lost after two days: nobody slips away in less than a week. */
export const LEAST_DAYS_AWAY = 7;

/** Members by their absence at two instants. */
export interface AbsenceCount {
  /** null: of the later instant alone, whatever they were earlier. */
  readonly before: Absence | "not_joined" | null;
  readonly now: Absence;
  readonly members: number;
  /** Medians at the later instant; only where `before` is null, and of whoever has a habit. Days. */
  readonly medianDaysAway: number | null;
  readonly medianUsualDays: number | null;
}

/** Contents of the window that have had a week to be seen, and are still open. */
export interface UnseenCount {
  /** null: of all, once. */
  readonly theme: string | null;
  readonly contents: number;
  /** Seen by fewer than the share asked for of those who could. */
  readonly nearlyUnseen: number;
  readonly seenByNobody: number;
  readonly views: number;
  readonly chances: number;
}

export interface CalendarSpan {
  readonly from: Date;
  readonly to: Date;
}

/** Of all members who had joined before a span: who came in it, and how often. */
export interface SpanVisits {
  /** Which of the spans asked for. */
  readonly span: number;
  readonly members: number;
  readonly came: number;
  readonly visits: number;
}

/** Contents picked in mails of the window, of one kind. */
export interface PickCount {
  readonly kind: PickKind;
  readonly picks: number;
  /** Of `picks`, those that the member had not seen by the digest's slot, and those of them seen since, by the window's end. */
  readonly unseen: number;
  readonly seen: number;
}

/** What a first digest had of hot and cold; pinned and evergreen ones beside them tell nothing. */
export const MIXES = ["hot", "hot_and_cold", "cold", "neither"] as const;
export type Mix = (typeof MIXES)[number];

/** Sums of the picks of one kind in first digests, and of members by what theirs had. */
export type KindSums = Omit<MeasuredSums, "rule"> & { readonly kind: PickKind };
export type MixSums = Omit<MeasuredSums, "rule"> & { readonly mix: Mix };

export interface FirstDigestSums {
  /** Picks of the first digest seen since, as in the outcome of that name. */
  readonly kinds: readonly KindSums[];
  /** Came back within 7 days of the first digest, as in the outcome of that name. */
  readonly mixes: readonly MixSums[];
}

/** Reads only, a few rows each. */
export interface SectionStore {
  countAbsences(at: Date, before: Date, team: readonly string[]): Promise<AbsenceCount[]>;
  /** @param below a share: seen by fewer is nearly unseen */
  countUnseen(window: IndicatorWindow, below: number): Promise<UnseenCount[]>;
  countPicks(window: ReportWindow): Promise<PickCount[]>;
  sumFirstDigests(window: ReportWindow): Promise<FirstDigestSums>;
  countSpanVisits(spans: readonly CalendarSpan[], team: readonly string[]): Promise<SpanVisits[]>;
}
