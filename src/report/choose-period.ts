import { addDays, startOfLocalDay } from "../core/calendar.ts";
import type { LocalDate } from "../core/community.ts";
import { RekindleError } from "../core/errors.ts";
import { parsePeriod } from "./parse-period.ts";

/** As a reader names it; a day is one of the community's own. */
export interface NamedPeriod {
  /** As `parsePeriod` reads it. */
  readonly period?: string | undefined;
  /** The first day, or an instant. */
  readonly from?: Date | LocalDate | undefined;
  /** The last day, which is in the period, or the instant of its end, which is not. */
  readonly to?: Date | LocalDate | undefined;
}

/**
 * The instants of a period, `to` not included; null: not limited. A beginning or an end that is given goes before that of `period`.
 *
 * @throws RekindleError `usage` where `period` is none
 */
export function choosePeriod(
  { period, from, to }: NamedPeriod,
  now: Date,
  timezone: string,
): { readonly from: Date | null; readonly to: Date | null } {
  const named = period === undefined ? null : parsePeriod(period, now, timezone);
  return {
    from: (typeof from === "string" ? startOfLocalDay(from, timezone) : from) ?? named?.from ?? null,
    to: (typeof to === "string" ? startOfLocalDay(addDays(to, 1), timezone) : to) ?? named?.to ?? null,
  };
}

/** @throws RekindleError `usage` where the end is not after the beginning, or the period has not begun: no figure would mean anything */
export function refuseEmptyPeriod({ from, to }: ReturnType<typeof choosePeriod>, now: Date): void {
  if (from === null) return;
  if (to !== null && from >= to) {
    throw new RekindleError("usage", "The period ends before it begins.", "Write --from before --to.");
  }
  if (from >= now) {
    throw new RekindleError(
      "usage",
      "The period has not begun yet.",
      "Choose one that has, or another instant with --at.",
    );
  }
}
