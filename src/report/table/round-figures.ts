import type { Interval } from "../../core/stats/compare-arms.ts";
import type { Bounds } from "../lift/lift-report.ts";
import type { ArmComparison, Tested } from "./table-lift.ts";

export const NOTHING: ArmComparison = {
  absolute: null,
  relative: null,
  p: null,
  test: null,
  pCorrected: null,
  smallestEffect: null,
  reason: null,
};

const DIGITS = 12;

/** To twelve significant digits: what sums differ in by the order of their rows lies beyond. */
export function roundFigure(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

export function roundLimits({ low, high }: Interval): Bounds {
  return { low: roundFigure(low), high: roundFigure(high) };
}

export function roundTested({ estimate, low, high, p }: Tested): Tested {
  return {
    estimate: roundFigure(estimate),
    low: roundFigure(low),
    high: roundFigure(high),
    p: roundFigure(p),
  };
}

/** Whether all numbers in it are: of extreme data, a figure may be beyond what a computer holds. */
export function holdsFinite(figures: unknown): boolean {
  if (typeof figures === "number") return Number.isFinite(figures);
  return typeof figures !== "object" || figures === null || Object.values(figures).every(holdsFinite);
}
