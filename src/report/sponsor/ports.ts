import type { IndicatorWindow, MeasuredSums, ReportWindow } from "../ports.ts";

/** Contents of the period that bear exactly these themes, and how often members read them. */
export interface ThemeSet {
  /** Sorted, each once; empty: contents without a theme. */
  readonly themes: readonly string[];
  readonly contents: number;
  /** Members who read each content, added up; and their squares, which tell how unlike contents are. */
  readonly views: number;
  readonly squares: number;
}

/** Reads only. */
export interface SponsorStore {
  /** Of members at risk before their renewal at first exposure, whether they came within `RISK_DAYS.back` days. */
  sumAtRisk(window: ReportWindow): Promise<MeasuredSums[]>;
  listThemeSets(window: IndicatorWindow): Promise<ThemeSet[]>;
}

/** due: a renewal in so many days from first exposure on; away: no visit for so many before it; back: within so many after. */
export const RISK_DAYS = { due: 60, away: 30, back: 30 } as const;
