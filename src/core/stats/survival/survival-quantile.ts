import { ALPHA } from "../compare-arms.ts";
import { type LimitScale, limitsOf, type SurvivalCurve } from "./kaplan-meier.ts";
import type { SurvivalReason } from "./life-table.ts";

/** A time with its limits; a limit is null when its curve does not come down that far. */
export interface QuantileOfTime {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Shares nearer than this are one share: 1 − 1/3 − 1/6 is a half. */
const SAME_SHARE = 1.5e-8;

/**
 * The time by which `share` of the units had the event: 0.5 is the median. Limits are where the limits of the curve come down
 * to the same height (Brookmeyer and Crowley 1982). Where a curve stays exactly there for a while, the middle of that
 * while, as R's survfit has it.
 */
export function survivalQuantile(
  curve: SurvivalCurve,
  share = 0.5,
  scale: LimitScale = "log_log",
  alpha = ALPHA,
): QuantileOfTime | { readonly reason: SurvivalReason } {
  if (curve.length === 0) return { reason: "no_units" };
  if (!(share > 0 && share < 1)) return { reason: "out_of_range" };
  const reach = (heightOf: (index: number) => number | null): number | null => timeAtHeight(curve, heightOf, 1 - share);
  const limits = curve.map((step) => limitsOf(step, scale, alpha));
  const estimate = reach((index) => curve[index]?.survival ?? null);
  if (estimate === null) return { reason: "not_reached" };
  return {
    estimate,
    low: reach((index) => limits[index]?.low ?? null),
    high: reach((index) => limits[index]?.high ?? null),
  };
}

function timeAtHeight(curve: SurvivalCurve, heightOf: (index: number) => number | null, height: number): number | null {
  const known = curve.flatMap((step, index) => {
    const at = heightOf(index);
    return at === null ? [] : [{ time: step.time, at }];
  });
  const first = known.find(({ at }) => at <= height + SAME_SHARE);
  if (!first) return null;
  if (first.at < height - SAME_SHARE) return first.time;
  const below = known.find(({ at }) => at < height - SAME_SHARE);
  return (first.time + (below ?? (curve.at(-1) as { time: number })).time) / 2;
}
