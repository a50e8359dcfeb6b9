/** Distinct members who first viewed a content, up to the instant at which candidates are prepared. */
export interface Viewers {
  readonly viewers: number;
  /** Of these, in the last 24 hours, 3 × 24 hours, … The larger spans include the smaller. */
  readonly lastDay: number;
  readonly last3Days: number;
  readonly last7Days: number;
  readonly last14Days: number;
  /** Distinct members who called it useful, on the site or by the link below a pick. */
  readonly useful: number;
}

export interface ContentPopularity extends Viewers {
  readonly contentId: number;
}

export const UNVIEWED: Viewers = { viewers: 0, lastDay: 0, last3Days: 0, last7Days: 0, last14Days: 0, useful: 0 };
