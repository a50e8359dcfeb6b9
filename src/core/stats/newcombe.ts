import type { NotComputable } from "./arm-estimate.ts";
import { ALPHA, type Interval, type WelchInterval } from "./compare-arms.ts";
import { normalQuantile, normalTwoSidedTail } from "./distributions.ts";
import type { ShareSums } from "./sums.ts";

/** Wilson's score interval (1927) for a share. */
export function wilsonInterval(
  { units, yes }: ShareSums,
  alpha = ALPHA,
): Interval | { readonly reason: NotComputable } {
  if (units === 0) return { reason: "no_units" };
  if (!(yes >= 0 && yes <= units && Number.isFinite(units))) return { reason: "out_of_range" };
  const z = -normalQuantile(alpha / 2);
  const share = yes / units;
  const scale = 1 + (z * z) / units;
  const centre = (share + (z * z) / (2 * units)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / units + ((z / units) * (z / units)) / 4);
  // At 0 and 1 the interval ends there; elsewhere rounding alone could leave the share outside.
  const low = yes === 0 ? 0 : Math.max(0, Math.min(share, centre - half));
  const high = yes === units ? 1 : Math.min(1, Math.max(share, centre + half));
  return [share, low, high].every(Number.isFinite) ? { estimate: share, low, high } : { reason: "out_of_range" };
}

export interface SharePhase {
  readonly control: ShareSums;
  readonly treated: ShareSums;
  /** That of `phaseWeights`. */
  readonly weight: number;
}

/**
 * Newcombe's hybrid score interval (1998, method 10) for treated minus control; with several phases the half-widths
 * add up as squares of weight times half-width (Zou and Donner's MOVER).
 */
export function newcombeInterval(
  phases: readonly SharePhase[],
  alpha = ALPHA,
): Interval | { readonly reason: NotComputable } {
  const both = poolShares(phases, alpha);
  if ("reason" in both) return both;
  const { control, treated } = both;
  const estimate = treated.estimate - control.estimate;
  const low = estimate - Math.hypot(treated.estimate - treated.low, control.high - control.estimate);
  const high = estimate + Math.hypot(treated.high - treated.estimate, control.estimate - control.low);
  return [estimate, low, high].every(Number.isFinite) ? { estimate, low, high } : { reason: "out_of_range" };
}

/** The same of (treated − control) / control: Wilson's limits combined as logarithms (Zou and Donner 2008). */
export function relativeShareInterval(
  phases: readonly SharePhase[],
  alpha = ALPHA,
): Interval | { readonly reason: NotComputable } {
  const both = poolShares(phases, alpha);
  if ("reason" in both) return both;
  const { control, treated } = both;
  if (control.estimate === 0) return { reason: "control_is_zero" };
  const ratio = treated.estimate / control.estimate;
  const log = (above: number, below: number) => Math.log(above / below);
  const down = Math.hypot(log(treated.estimate, treated.low), log(control.high, control.estimate));
  const up = Math.hypot(log(treated.high, treated.estimate), log(control.estimate, control.low));
  const [low, high] = [ratio * Math.exp(-down) - 1, ratio * Math.exp(up) - 1];
  return [low, high].every(Number.isFinite) ? { estimate: ratio - 1, low, high } : { reason: "out_of_range" };
}

export interface ShareTest {
  readonly absolute: Interval;
  /** null where an arm is all no; its p is the alpha at which it would reach zero. */
  readonly relative: WelchInterval | null;
  /** The alpha at which the first of both intervals would. */
  readonly p: number;
}

/** Both intervals of one experiment, and the p that goes with them. */
export function compareShares(
  control: ShareSums,
  treated: ShareSums,
  alpha = ALPHA,
): ShareTest | { readonly reason: NotComputable } {
  const phases = [{ control, treated, weight: 1 }];
  const [absolute, relative] = [newcombeInterval(phases, alpha), relativeShareInterval(phases, alpha)];
  if ("reason" in absolute) return absolute;
  const ofDifference = alphaAtZero((at) => newcombeInterval(phases, at));
  if ("reason" in relative) return { absolute, relative: null, p: ofDifference };
  const ofRatio = alphaAtZero((at) => relativeShareInterval(phases, at));
  return { absolute, relative: { ...relative, p: ofRatio }, p: Math.max(ofDifference, ofRatio) };
}

/** Beyond so many standard errors no tail is a number any more. */
const FARTHEST = 37;
const HALVINGS = 60;

/** Limits of shares widen with every step away from the estimate, so there is one such alpha. */
function alphaAtZero(intervalAt: (alpha: number) => Interval | { readonly reason: NotComputable }): number {
  let [near, far] = [0, FARTHEST];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (near + far) / 2;
    const interval = intervalAt(normalTwoSidedTail(middle));
    if ("reason" in interval || (interval.low <= 0 && interval.high >= 0)) far = middle;
    else near = middle;
  }
  return normalTwoSidedTail(far);
}

/** Each arm's share over all phases with its score limits. */
function poolShares(
  phases: readonly SharePhase[],
  alpha: number,
): { readonly control: Interval; readonly treated: Interval } | { readonly reason: NotComputable } {
  if (phases.length === 0) return { reason: "no_units" };
  const pool = (arm: "control" | "treated") => {
    let [estimate, below, above] = [0, 0, 0];
    for (const phase of phases) {
      const share = wilsonInterval(phase[arm], alpha);
      if ("reason" in share) return share;
      estimate += phase.weight * share.estimate;
      below += (phase.weight * (share.estimate - share.low)) ** 2;
      above += (phase.weight * (share.high - share.estimate)) ** 2;
    }
    return { estimate, low: estimate - Math.sqrt(below), high: estimate + Math.sqrt(above) };
  };
  const [control, treated] = [pool("control"), pool("treated")];
  if ("reason" in control) return control;
  if ("reason" in treated) return treated;
  return { control, treated };
}
