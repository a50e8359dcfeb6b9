import type { NotComputable } from "./arm-estimate.ts";
import { ALPHA } from "./compare-arms.ts";
import { normalQuantile, normalTwoSidedTail } from "./distributions.ts";
import { POWER, withHistory } from "./smallest-effect.ts";

/** An experiment before it runs, or as it stands. */
export interface Design {
  /** Of both arms. */
  readonly units: number;
  /** Of them, the share held out; between 0 and 1, both left out. */
  readonly heldOut: number;
  /** What the held out are expected to show. */
  readonly mean: number;
  /** Between units: variance of the outcome; of a share p that is p(1 − p), of a ratio that of its linear form. */
  readonly variance: number;
  /** Of the treated, where it is another than that of the held out. */
  readonly treatedVariance?: number;
  /** Correlation of the outcome with the history that it is adjusted by; 0 when not given. CUPED leaves 1 − correlation². */
  readonly correlation?: number;
}

export interface Confidence {
  readonly alpha: number;
  readonly power: number;
  /** How many sides the test looks at. */
  readonly sides: 1 | 2;
}

const USUAL: Confidence = { alpha: ALPHA, power: POWER, sides: 2 };

/** The standard error of the difference that this design would have, in the unit of the mean. */
export function designError(design: Design): { readonly standardError: number } | { readonly reason: NotComputable } {
  const { units, heldOut, variance, treatedVariance = variance, correlation = 0 } = design;
  if (units === 0) return { reason: "no_units" };
  if (!(units > 0 && heldOut >= 0 && heldOut <= 1 && Math.abs(correlation) <= 1)) return { reason: "out_of_range" };
  const [control, treated] = [units * heldOut, units * (1 - heldOut)];
  if (control < 1 || treated < 1) return { reason: "too_few_units" };
  const standardError = withHistory(Math.sqrt(variance / control + treatedVariance / treated), correlation);
  if (!Number.isFinite(standardError)) return { reason: "out_of_range" };
  return standardError > 0 ? { standardError } : { reason: "no_variance" };
}

/**
 * The chance that the design finds an absolute difference of this size, the difference being normal: Φ(|d|/s − z) and, of a
 * two-sided test, Φ(−|d|/s − z) of finding it on the wrong side.
 */
export function powerOf(
  design: Design,
  effect: number,
  { alpha, sides }: Omit<Confidence, "power"> = USUAL,
): { readonly power: number } | { readonly reason: NotComputable } {
  const error = designError(design);
  if ("reason" in error) return error;
  if (!Number.isFinite(effect)) return { reason: "out_of_range" };
  const critical = -normalQuantile(alpha / sides);
  const distance = Math.abs(effect) / error.standardError;
  return { power: above(critical - distance) + (sides === 2 ? above(critical + distance) : 0) };
}

/** The smallest difference, absolute and as a share of the mean, that the design finds with this power. */
export function smallestDetectable(
  design: Design,
  confidence: Confidence = USUAL,
):
  | { readonly absolute: number; readonly relative: number | { readonly reason: NotComputable } }
  | { readonly reason: NotComputable } {
  const error = designError(design);
  if ("reason" in error) return error;
  const absolute = deviates(confidence) * error.standardError;
  const relative = absolute / Math.abs(design.mean);
  return { absolute, relative: Number.isFinite(relative) ? relative : { reason: "control_is_zero" } };
}

/** How many units the design would need, split alike, to find this absolute difference; those it has do not matter. */
export function unitsToDetect(
  design: Omit<Design, "units">,
  effect: number,
  confidence: Confidence = USUAL,
): { readonly units: number; readonly heldOut: number } | { readonly reason: NotComputable } {
  const { heldOut } = design;
  if (!(heldOut > 0 && heldOut < 1)) return { reason: "too_few_units" };
  // Each arm holds somebody with this many; the error shrinks with the square root of the units.
  const some = 2 / Math.min(heldOut, 1 - heldOut);
  const error = designError({ ...design, units: some });
  if ("reason" in error) return error;
  const units = some * ((deviates(confidence) * error.standardError) / effect) ** 2;
  if (!Number.isFinite(units)) return { reason: "out_of_range" };
  // An arm needs two units at least, for its variance.
  const whole = Math.ceil(Math.max(some, units));
  return { units: whole, heldOut: Math.ceil(whole * heldOut) };
}

function deviates({ alpha, power, sides }: Confidence): number {
  return normalQuantile(power) - normalQuantile(alpha / sides);
}

/** P(Z > z). */
function above(z: number): number {
  const half = normalTwoSidedTail(z) / 2;
  return z >= 0 ? half : 1 - half;
}
