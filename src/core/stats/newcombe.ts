import { ALPHA, type Interval } from "./compare-arms.ts";
import { normalQuantile } from "./distributions.ts";
import type { ShareSums } from "./sums.ts";

/** Wilson's score interval (1927) for a share. Needs at least one unit. */
export function wilsonInterval({ units, yes }: ShareSums, alpha = ALPHA): Interval {
  const z = normalQuantile(1 - alpha / 2);
  const share = yes / units;
  const scale = 1 + (z * z) / units;
  const centre = (share + (z * z) / (2 * units)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / units + (z * z) / (4 * units * units));
  return { estimate: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * Newcombe's hybrid score interval (1998, method 10) for treated minus control; with several phases the half-widths
 * add up as squares of weight times half-width (Zou and Donner's MOVER), the weights those of `phaseWeights`.
 */
export function newcombeInterval(
  phases: readonly { readonly control: ShareSums; readonly treated: ShareSums; readonly weight: number }[],
  alpha = ALPHA,
): Interval {
  let [estimate, below, above] = [0, 0, 0];
  for (const { control, treated, weight } of phases) {
    const c = wilsonInterval(control, alpha);
    const t = wilsonInterval(treated, alpha);
    estimate += weight * (t.estimate - c.estimate);
    below += weight ** 2 * ((t.estimate - t.low) ** 2 + (c.high - c.estimate) ** 2);
    above += weight ** 2 * ((t.high - t.estimate) ** 2 + (c.estimate - c.low) ** 2);
  }
  return { estimate, low: estimate - Math.sqrt(below), high: estimate + Math.sqrt(above) };
}
