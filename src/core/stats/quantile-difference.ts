import type { NotComputable } from "./arm-estimate.ts";
import { ALPHA, type Difference } from "./compare-arms.ts";
import { normalQuantile } from "./distributions.ts";

/** A quantile of one arm (a median, a 90th percentile) with its own limits, as a database gives them from order statistics. */
export interface QuantileEstimate {
  /** What the quantile is taken of: units, or their events. */
  readonly units: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Treated minus control, with standard errors from the widths of the limits at `alpha`, the quantiles being normal, their
 * variances times (units − 1) / units as GrowthBook has them; the relative one by the delta method.
 */
export function differQuantiles(
  control: QuantileEstimate,
  treated: QuantileEstimate,
  alpha = ALPHA,
):
  | { readonly absolute: Difference; readonly relative: Difference | { readonly reason: NotComputable } }
  | { readonly reason: NotComputable } {
  if (control.units < 2 || treated.units < 2) return { reason: "too_few_units" };
  const width = -2 * normalQuantile(alpha / 2);
  const errorOf = ({ units, low, high }: QuantileEstimate): number =>
    ((high - low) / width) * Math.sqrt((units - 1) / units);
  const [c, t] = [errorOf(control), errorOf(treated)];
  const absolute = { estimate: treated.value - control.value, standardError: Math.hypot(c, t) };
  if (!Number.isFinite(absolute.estimate) || !Number.isFinite(absolute.standardError))
    return { reason: "out_of_range" };
  if (!(absolute.standardError > 0)) return { reason: "no_variance" };
  const ratio = treated.value / control.value;
  const relative = {
    estimate: absolute.estimate / control.value,
    standardError: Math.hypot(t, ratio * c) / Math.abs(control.value),
  };
  const known = Number.isFinite(relative.estimate) && Number.isFinite(relative.standardError);
  return {
    absolute,
    relative: known ? relative : { reason: control.value === 0 ? "control_is_zero" : "out_of_range" },
  };
}
