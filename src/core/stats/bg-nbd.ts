/**
 * BG/NBD (Fader, Hardie and Lee, "Counting Your Customers" the Easy Way, 2005): members visit at a rate of their own
 * (gamma with shape r and rate alpha), and after each visit leave for good with a chance of their own (beta with a and b).
 * Times in one unit throughout, that of alpha.
 */
export interface BgNbd {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** What the model knows of a member. */
export interface VisitHistory {
  /** Repeat visits: all but the first. */
  readonly repeats: number;
  /** From the first visit to the last; 0 without a repeat. */
  readonly recency: number;
  /** From the first visit to now; never less than `recency`. */
  readonly age: number;
}

/**
 * ln(P(left) / P(alive)), formula 10 of the paper's note on P(alive): as a logarithm it neither overflows nor loses digits
 * where one of the two is nearly certain. null for a member without a repeat visit, of whom the model cannot tell.
 */
export function logOddsOfLeft({ r, alpha, a, b }: BgNbd, { repeats, recency, age }: VisitHistory): number | null {
  if (repeats === 0) return null;
  return Math.log(a / (b + repeats - 1)) + (r + repeats) * Math.log((alpha + age) / (alpha + recency));
}

/** The chance that the member still comes; 1 without a repeat visit. */
export function aliveProbability(model: BgNbd, history: VisitHistory): number {
  const logOdds = logOddsOfLeft(model, history);
  return logOdds === null ? 1 : 1 / (1 + Math.exp(logOdds));
}
