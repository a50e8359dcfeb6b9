/** Of whom the advice is: whom digests can reach. */
export interface AdviceQuestion {
  readonly to: Date;
  readonly team: readonly string[];
  readonly consent: "assumed" | "recorded";
  /** What an arm is drawn for: `settings.holdout.by`. */
  readonly by: "member" | "company";
}

/** Weeks of history that an outcome is adjusted by (CUPED): those before the weeks that are counted. */
export const HISTORY_WEEKS = 4;

/**
 * How unlike each other units are over the last so many weeks, by the members who were there for them and for the
 * weeks of history before. Variances and covariance are those of the ratio's linear form per unit, in visits squared.
 */
export interface VisitSpread {
  /** 1: not visits but whether there was any, 0 or 1 a member. */
  readonly weeks: number;
  readonly members: number;
  readonly units: number;
  /** Visits a member in those weeks; the share who came, for 1. */
  readonly mean: number;
  /** null of fewer than two units. */
  readonly variance: number | null;
  readonly varianceBefore: number | null;
  readonly covariance: number | null;
}

export interface AdviceFacts {
  /** Members whom digests can reach, and the units they make. */
  readonly members: number;
  readonly units: number;
  /** Of them, with a visit in the last 28 days. */
  readonly active: number;
  /** The first visit that anybody is known to have made; null: none. */
  readonly firstVisitAt: Date | null;
  readonly spreads: readonly VisitSpread[];
}

export interface AdviceStore {
  /** @param weeks how long experiments would last; 1 is answered beside them */
  adviceFacts(question: AdviceQuestion, weeks: readonly number[]): Promise<AdviceFacts>;
}
