import type { MeasuredSums, ReportWindow } from "../ports.ts";

/** Reads only. */
export interface SponsorStore {
  /** Of members at risk before their renewal at first exposure, whether they came within `RISK_DAYS.back` days. */
  sumAtRisk(window: ReportWindow): Promise<MeasuredSums[]>;
}

/** due: a renewal in so many days from first exposure on; away: no visit for so many before it; back: within so many after. */
export const RISK_DAYS = { due: 60, away: 30, back: 30 } as const;
