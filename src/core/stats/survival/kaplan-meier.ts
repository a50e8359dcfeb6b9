import { ALPHA, type Interval } from "../compare-arms.ts";
import { normalQuantile } from "../distributions.ts";
import { buildLifeTable, type LifeRow, type SurvivalReason, type TimeCount } from "./life-table.ts";

/** The curve from this row's time up to the next row's. */
export interface SurvivalStep extends LifeRow {
  /** Share that has not had the event by then, this time included. */
  readonly survival: number;
  /** Σ events / (at risk × (at risk − events)) up to here: Greenwood's variance is survival² times it. null where survival is 0. */
  readonly greenwood: number | null;
}

/** Kaplan and Meier's estimate of the share without the event; it is 1 before the first step. */
export type SurvivalCurve = readonly SurvivalStep[];

/**
 * On which scale limits are symmetric: `log_log`, that of ln(−ln S), stays between 0 and 1 and holds best in small samples
 * (Kalbfleisch and Prentice 1980); `log` and `plain` are cut off at 0 and 1.
 */
export type LimitScale = "log_log" | "log" | "plain";

export interface SurvivalPoint extends Interval {
  readonly standardError: number;
  readonly atRisk: number;
}

/** Product-limit estimate (Kaplan and Meier 1958) with Greenwood's variance (1926). */
export function kaplanMeier(
  counts: readonly TimeCount[],
): { readonly curve: SurvivalCurve } | { readonly reason: SurvivalReason } {
  const built = buildLifeTable(counts);
  if ("reason" in built) return built;
  let survival = 1;
  let greenwood: number | null = 0;
  const curve = built.table.map((row): SurvivalStep => {
    const { time, events, censored, atRisk } = row;
    const left = atRisk - events;
    survival = left > 0 ? survival * (left / atRisk) : 0;
    greenwood = greenwood === null || survival === 0 ? null : greenwood + events / atRisk / left;
    // Spelled out: of hundreds of rows, spreading each takes most of the time.
    return { time, events, censored, atRisk, survival, greenwood };
  });
  return { curve };
}

/**
 * The share without the event by `time`, with its limits. Past the last time observed the curve says nothing, unless it has
 * come down to 0; there no variance can be had, and the reason is `no_variance`.
 */
export function survivalAt(
  curve: SurvivalCurve,
  time: number,
  scale: LimitScale = "log_log",
  alpha = ALPHA,
): SurvivalPoint | { readonly reason: SurvivalReason } {
  const last = curve.at(-1);
  if (!last) return { reason: "no_units" };
  const step = curve.findLast((row) => row.time <= time);
  if (!Number.isFinite(time) || time < 0) return { reason: "out_of_range" };
  if (time > last.time && last.survival > 0) return { reason: "beyond_follow_up" };
  const atRisk = curve.find((row) => row.time >= time)?.atRisk ?? 0;
  if (!step) return { estimate: 1, low: 1, high: 1, standardError: 0, atRisk };
  const limits = limitsOf(step, scale, alpha);
  if (limits === null || step.greenwood === null) return { reason: "no_variance" };
  return { estimate: step.survival, ...limits, standardError: step.survival * Math.sqrt(step.greenwood), atRisk };
}

/** Limits of one step; null where survival is 0, of which Greenwood's formula knows no variance. */
export function limitsOf(
  { survival, greenwood }: SurvivalStep,
  scale: LimitScale = "log_log",
  alpha = ALPHA,
): { readonly low: number; readonly high: number } | null {
  if (greenwood === null) return null;
  if (survival >= 1 || greenwood === 0) return { low: survival, high: survival };
  const width = -normalQuantile(alpha / 2) * Math.sqrt(greenwood);
  if (scale === "plain") return { low: clip(survival * (1 - width)), high: clip(survival * (1 + width)) };
  if (scale === "log") return { low: survival * Math.exp(-width), high: clip(survival * Math.exp(width)) };
  const power = Math.exp(width / -Math.log(survival));
  return { low: survival ** power, high: survival ** (1 / power) };
}

function clip(share: number): number {
  return Math.max(0, Math.min(1, share));
}
