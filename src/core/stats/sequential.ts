import { ALPHA, type Difference, type OneSidedInterval, type Side, type WelchInterval } from "./compare-arms.ts";

/** The number of units at which the interval is tightest. */
const SEQUENTIAL_TUNING = 5_000;
/** One-sided bounds exist for alpha below a half only, so that a p of 0.4999 says "no sign of it". */
const LARGEST_ONE_SIDED = 0.4999;

// Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, arXiv 2103.06476v7. Per-unit variance is standardError² × units.

/** Eq. 161: what makes the interval tightest at `tuning` units. */
function rhoSquared(alpha: number, tuning: number): number {
  return (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / tuning;
}

/**
 * An interval that may be looked at every day: the chance that it is ever wrong is at most alpha, however often one looks
 * (eq. 9). Its p may be looked at as often (eq. 155). `units` counts both arms.
 */
export function sequentialInterval(
  { estimate, standardError }: Difference,
  units: number,
  alpha = ALPHA,
  tuning = SEQUENTIAL_TUNING,
): WelchInterval {
  const scaled = units * rhoSquared(alpha, tuning);
  const growth = scaled + 1;
  const half = standardError * Math.sqrt((2 * growth * Math.log(Math.sqrt(growth) / alpha)) / scaled);
  const evidence = ((estimate / standardError) ** 2 * scaled) / (2 * growth);
  const p = Math.min(1, Math.exp(Math.log(growth) / 2 - evidence));
  return { estimate, low: estimate - half, high: estimate + half, p };
}

/** The same to one side (eq. 134); `alpha` below 0.5. The p is that of the bound at `tuning` and `alpha`, at most 0.4999. */
export function sequentialOneSided(
  { estimate, standardError }: Difference,
  units: number,
  side: Side,
  alpha = ALPHA,
  tuning = SEQUENTIAL_TUNING,
): OneSidedInterval {
  const scaled = units * rhoSquared(2 * alpha, tuning);
  const growth = scaled + 1;
  const half = standardError * Math.sqrt(((2 * growth) / scaled) * Math.log1p(Math.sqrt(growth) / (2 * alpha)));
  const wanted = side === "greater" ? estimate : -estimate;
  const evidence = ((wanted / standardError) ** 2 * scaled) / (2 * growth);
  const p = wanted > 0 ? Math.min(LARGEST_ONE_SIDED, Math.sqrt(growth) / 2 / Math.expm1(evidence)) : LARGEST_ONE_SIDED;
  return side === "greater"
    ? { estimate, low: estimate - half, high: null, p }
    : { estimate, low: null, high: estimate + half, p };
}
