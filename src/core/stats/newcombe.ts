import type { NotComputable } from "./arm-estimate.ts";
import { ALPHA, type Interval } from "./compare-arms.ts";
import { normalQuantile } from "./distributions.ts";
import type { ShareSums } from "./sums.ts";

/** Wilson's score interval (1927) for a share. */
export function wilsonInterval(
  { units, yes }: ShareSums,
  alpha = ALPHA,
): Interval | { readonly reason: NotComputable } {
  if (units === 0) return { reason: "no_units" };
  if (!(yes >= 0 && yes <= units && Number.isFinite(units))) return { reason: "out_of_range" };
  const z = normalQuantile(1 - alpha / 2);
  const share = yes / units;
  const scale = 1 + (z * z) / units;
  const centre = (share + (z * z) / (2 * units)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / units + ((z / units) * (z / units)) / 4);
  // At 0 and 1 the interval ends there; elsewhere rounding alone could leave the share outside.
  const low = yes === 0 ? 0 : Math.max(0, Math.min(share, centre - half));
  const high = yes === units ? 1 : Math.min(1, Math.max(share, centre + half));
  return { estimate: share, low, high };
}

/**
 * Newcombe's hybrid score interval (1998, method 10) for treated minus control; with several phases the half-widths
 * add up as squares of weight times half-width (Zou and Donner's MOVER), the weights those of `phaseWeights`.
 */
export function newcombeInterval(
  phases: readonly { readonly control: ShareSums; readonly treated: ShareSums; readonly weight: number }[],
  alpha = ALPHA,
): Interval | { readonly reason: NotComputable } {
  if (phases.length === 0) return { reason: "no_units" };
  let [estimate, below, above] = [0, 0, 0];
  for (const { control, treated, weight } of phases) {
    const c = wilsonInterval(control, alpha);
    const t = wilsonInterval(treated, alpha);
    if ("reason" in c) return c;
    if ("reason" in t) return t;
    estimate += weight * (t.estimate - c.estimate);
    below += weight ** 2 * ((t.estimate - t.low) ** 2 + (c.high - c.estimate) ** 2);
    above += weight ** 2 * ((t.high - t.estimate) ** 2 + (c.estimate - c.low) ** 2);
  }
  if (![estimate, below, above].every(Number.isFinite)) return { reason: "out_of_range" };
  return { estimate, low: estimate - Math.sqrt(below), high: estimate + Math.sqrt(above) };
}
