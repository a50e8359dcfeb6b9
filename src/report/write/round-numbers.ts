import type { Interval } from "../../core/stats/compare-arms.ts";
import type { Bounds } from "../lift/lift-report.ts";

const DIGITS = 10;

/** To ten significant digits: parallel sums differ in the last ones, and the same report must read the same twice. */
export function roundNumber(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

export function roundInterval({ estimate, low, high }: Interval, scale: number): Interval {
  return { estimate: roundNumber(estimate * scale), low: roundNumber(low * scale), high: roundNumber(high * scale) };
}

export function roundBounds({ low, high }: Bounds, scale: number): Bounds {
  return { low: roundNumber(low * scale), high: roundNumber(high * scale) };
}
