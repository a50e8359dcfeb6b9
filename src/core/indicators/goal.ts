import type { LocalDate } from "../community.ts";
import type { IndicatorUnit } from "./indicator.ts";
import type { IndicatorName } from "./indicators.ts";

/** What an indicator should be, in its own unit: 0 to 1 of a share. */
export type Targets = Readonly<Partial<Record<IndicatorName, number>>>;

/** What the organisation wants to reach, and which indicators tell whether it does. */
export interface Goal {
  /** As the organisation calls it: loyalty, self-service. */
  readonly name: string;
  readonly indicator: IndicatorName;
  readonly target: number;
  readonly by: LocalDate | null;
  /** Other indicators that serve the same goal. */
  readonly serves: readonly IndicatorName[];
}

const WRITTEN: Readonly<Record<IndicatorUnit, { readonly pattern: RegExp; readonly expected: string }>> = {
  share: { pattern: /^(\d{1,3}(?:\.\d+)?)\s*%$/, expected: "a share such as 40%" },
  days: { pattern: /^(\d+(?:\.\d+)?)\s*days?$/, expected: "days such as 7 days" },
  hours: { pattern: /^(\d+(?:\.\d+)?)\s*hours?$/, expected: "hours such as 24 hours" },
  minutes: { pattern: /^(\d+(?:\.\d+)?)\s*minutes?$/, expected: "minutes such as 5 minutes" },
  count: { pattern: /^(\d+)$/, expected: "a whole number" },
  number: { pattern: /^(\d+(?:\.\d+)?)$/, expected: "a number" },
  score: { pattern: /^(-?\d{1,3}(?:\.\d+)?)$/, expected: "a number from -100 to 100" },
};

/** A value as settings write it for this unit: `40%`, `7 days`, `1200`. */
export function readTarget(
  unit: IndicatorUnit,
  written: string | number,
): { readonly value: number } | { readonly expected: string } {
  const { pattern, expected } = WRITTEN[unit];
  const digits = pattern.exec(String(written).trim())?.[1];
  const value = digits === undefined ? Number.NaN : Number(digits) / (unit === "share" ? 100 : 1);
  const most = unit === "share" ? 1 : unit === "score" ? 100 : Number.MAX_SAFE_INTEGER;
  return Math.abs(value) <= most ? { value } : { expected };
}
