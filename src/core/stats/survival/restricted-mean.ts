import { ALPHA, type Difference, type Interval } from "../compare-arms.ts";
import { normalQuantile, normalTwoSidedTail } from "../distributions.ts";
import type { SurvivalCurve } from "./kaplan-meier.ts";
import type { SurvivalReason } from "./life-table.ts";

export interface RestrictedMean {
  /** Mean time without the event within the horizon, in the unit of the times. */
  readonly estimate: number;
  readonly standardError: number;
  readonly horizon: number;
}

export interface RestrictedMeanDifference {
  /** Treated minus control, in the unit of the times. */
  readonly absolute: Difference;
  /** Share of the control's mean, by the delta method. */
  readonly relative: Difference | { readonly reason: SurvivalReason };
}

/**
 * The area under the curve up to `horizon` (Irwin 1949), with the variance Σ area² × events / (at risk × (at risk − events)),
 * the area being that from an event's time to the horizon (Klein and Moeschberger 2003, eq. 4.5.2).
 */
export function restrictedMean(
  curve: SurvivalCurve,
  horizon: number,
): RestrictedMean | { readonly reason: SurvivalReason } {
  const last = curve.at(-1);
  if (!last) return { reason: "no_units" };
  if (!Number.isFinite(horizon) || horizon < 0) return { reason: "out_of_range" };
  if (horizon > last.time && last.survival > 0) return { reason: "beyond_follow_up" };
  let [area, variance, until] = [0, 0, horizon];
  for (const { time, survival, events, atRisk } of curve.toReversed()) {
    if (time >= horizon) continue;
    area += survival * (until - time);
    until = time;
    const left = atRisk - events;
    if (left > 0) variance += ((area * area) / atRisk) * (events / left);
  }
  const estimate = area + until;
  if (!Number.isFinite(estimate) || !Number.isFinite(variance)) return { reason: "out_of_range" };
  return { estimate, standardError: Math.sqrt(variance), horizon };
}

/** The latest time up to which all curves speak; null when one has nobody. A curve that came down to 0 speaks for ever. */
export function commonHorizon(curves: readonly SurvivalCurve[]): number | null {
  const ends = curves.map((curve) => curve.at(-1));
  if (ends.length === 0 || ends.includes(undefined)) return null;
  const open = ends.flatMap((end) => (end && end.survival > 0 ? [end.time] : []));
  return open.length > 0 ? Math.min(...open) : Math.max(...ends.map((end) => end?.time ?? 0));
}

/** Both means up to the same horizon; their difference is normal in large samples (Royston and Parmar 2013). */
export function differRestrictedMeans(
  control: RestrictedMean,
  treated: RestrictedMean,
): RestrictedMeanDifference | { readonly reason: SurvivalReason } {
  if (control.horizon !== treated.horizon) return { reason: "different_horizons" };
  const [before, after] = [control.standardError ** 2, treated.standardError ** 2];
  if (!(before + after > 0)) return { reason: "no_variance" };
  const ratio = treated.estimate / control.estimate;
  const relative = {
    estimate: ratio - 1,
    standardError: Math.sqrt(after + ratio ** 2 * before) / control.estimate,
  };
  return {
    absolute: { estimate: treated.estimate - control.estimate, standardError: Math.sqrt(before + after) },
    relative:
      control.estimate > 0 && Number.isFinite(relative.standardError) ? relative : { reason: "control_is_zero" },
  };
}

/** The interval and two-sided p of a difference that is normal. */
export function normalInterval(
  { estimate, standardError }: Difference,
  alpha = ALPHA,
): Interval & { readonly p: number } {
  const half = -normalQuantile(alpha / 2) * standardError;
  return { estimate, low: estimate - half, high: estimate + half, p: normalTwoSidedTail(estimate / standardError) };
}

/**
 * Treated against control on the scale of logarithms, where an effect that divides the wait is symmetric: log(treated / control) with
 * variances by the delta method and normal limits. The absolute difference has limits from those of each mean, combined as
 * Newcombe's are (Zou and Donner 2008), so that both say nearly always the same of zero. null where a mean is not above 0.
 */
export function compareMeanLogs(
  control: RestrictedMean,
  treated: RestrictedMean,
  alpha = ALPHA,
): { readonly absolute: Interval; readonly relative: Interval & { readonly p: number } } | null {
  if (!(control.estimate > 0 && treated.estimate > 0)) return null;
  const [c, t] = [control, treated].map(({ estimate, standardError }) => standardError / estimate) as [number, number];
  const error = Math.hypot(c, t);
  if (!(error > 0)) return null;
  const quantile = -normalQuantile(alpha / 2);
  const ratio = treated.estimate / control.estimate;
  const limits = ({ estimate }: RestrictedMean, own: number) => ({
    below: estimate - estimate * Math.exp(-quantile * own),
    above: estimate * Math.exp(quantile * own) - estimate,
  });
  const [ofControl, ofTreated] = [limits(control, c), limits(treated, t)];
  const estimate = treated.estimate - control.estimate;
  const absolute = {
    estimate,
    low: estimate - Math.hypot(ofTreated.below, ofControl.above),
    high: estimate + Math.hypot(ofTreated.above, ofControl.below),
  };
  const relative = {
    estimate: ratio - 1,
    low: ratio * Math.exp(-quantile * error) - 1,
    high: ratio * Math.exp(quantile * error) - 1,
    p: normalTwoSidedTail(Math.log(ratio) / error),
  };
  const numbers = [...Object.values(absolute), ...Object.values(relative)];
  return numbers.every(Number.isFinite) ? { absolute, relative } : null;
}
