import { type ArmEstimate, adjustedVariance } from "./arm-estimate.ts";
import { ALPHA, type Interval, type WelchInterval } from "./compare-arms.ts";
import { studentTwoSidedQuantile, studentTwoSidedTail } from "./distributions.ts";

export interface LogIntervals {
  readonly absolute: Interval;
  /** Share of the control's value, after shifts; p that both are alike, of the same test. */
  readonly relative: WelchInterval;
}

/** Numbers of which some units have many, or a yes or no of each: a share's variance follows from the share (Katz 1978). */
export type Counted = "unevenly" | "yes_or_no";

/**
 * Treated against control where few units make most of what is counted, so that an arm with a low value also has a low
 * variance, and symmetric intervals miss to one side. On the scale of logarithms both part again: log(treated / control) with
 * variances by the delta method, and Student's t. The absolute difference has limits from those of each arm, exp(log value ± t ·
 * standard error), combined as Newcombe's are (Zou and Donner 2008). A ratio turned over has the same limits turned over.
 *
 * Degrees are Welch and Satterthwaite's, of as many units as an arm would need to say as much if each counted the same,
 * n / (1 + cv²) (Kish), where units count unevenly: for counts like a gamma, s² / mean² has a squared coefficient of variation of 2 / n · (1 + cv²), since the
 * excess kurtosis is 6 cv² and the skewness 2 cv.
 *
 * null where a value is not above 0 and so has no logarithm.
 */
export function compareLogs(
  control: ArmEstimate,
  treated: ArmEstimate,
  counted: Counted = "unevenly",
  alpha = ALPHA,
): LogIntervals | null {
  const [c, t] = [logOf(control, counted), logOf(treated, counted)];
  if (c === null || t === null) return null;
  const variance = c.variance + t.variance;
  const degrees = Math.max(1, variance ** 2 / (c.spread + t.spread));
  if (!(variance > 0 && Number.isFinite(degrees))) return null;
  const quantile = studentTwoSidedQuantile(alpha, degrees);
  const half = quantile * Math.sqrt(variance);
  const ratio = t.value / c.value;
  const [ofControl, ofTreated] = [limitsOf(c, quantile), limitsOf(t, quantile)];
  const absolute = {
    estimate: t.value - c.value,
    low: t.value - c.value - Math.hypot(t.value - ofTreated.low, ofControl.high - c.value),
    high: t.value - c.value + Math.hypot(ofTreated.high - t.value, c.value - ofControl.low),
  };
  const relative = {
    estimate: ratio - 1,
    low: ratio * Math.exp(-half) - 1,
    high: ratio * Math.exp(half) - 1,
    p: studentTwoSidedTail(Math.log(ratio) / Math.sqrt(variance), degrees),
  };
  const numbers = [...Object.values(absolute), ...Object.values(relative)];
  return numbers.every(Number.isFinite) ? { absolute, relative } : null;
}

interface LogEstimate {
  readonly value: number;
  /** Of its logarithm; `spread` as an arm's. */
  readonly variance: number;
  readonly spread: number;
}

function limitsOf({ value, variance }: LogEstimate, quantile: number) {
  const reach = quantile * Math.sqrt(variance);
  return { low: value * Math.exp(-reach), high: value * Math.exp(reach) };
}

function logOf(arm: ArmEstimate, counted: Counted): LogEstimate | null {
  const value = arm.value - arm.shift.value;
  if (!(value > 0)) return null;
  const spread = counted === "unevenly" ? arm.unevenSpread : arm.spread;
  return { value, variance: adjustedVariance(arm) / value ** 2, spread: spread / value ** 4 };
}
