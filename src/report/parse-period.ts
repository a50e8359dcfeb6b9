import { localDateOf, startOfLocalDay } from "../core/calendar.ts";
import { RekindleError } from "../core/errors.ts";

export interface Period {
  readonly from: Date;
  /** Not included. */
  readonly to: Date;
}

/**
 * `last-month`, `last-quarter`, `2026-Q3`, `2026-07`: whole calendar months of `timezone`.
 *
 * @throws RekindleError `usage` for anything else
 */
export function parsePeriod(text: string, now: Date, timezone: string): Period {
  const today = localDateOf(now, timezone);
  const month = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1;
  const [, year, quarter] = /^(\d{4})-Q([1-4])$/i.exec(text) ?? [];
  const [, monthYear, monthNumber] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (text === "last-month") return months(month - 1, 1, timezone);
  if (text === "last-quarter") return months(Math.floor(month / 3) * 3 - 3, 3, timezone);
  if (year && quarter) return months(Number(year) * 12 + (Number(quarter) - 1) * 3, 3, timezone);
  if (monthYear && monthNumber) return months(Number(monthYear) * 12 + Number(monthNumber) - 1, 1, timezone);
  throw new RekindleError(
    "usage",
    `"${text}" is not a period.`,
    "Write last-month, last-quarter, a quarter as 2026-Q3 or a month as 2026-07; or give --from and --to.",
  );
}

/** `first` counts months from year 0. */
function months(first: number, count: number, timezone: string): Period {
  return { from: startOfMonth(first, timezone), to: startOfMonth(first + count, timezone) };
}

function startOfMonth(index: number, timezone: string): Date {
  const year = String(Math.floor(index / 12)).padStart(4, "0");
  const month = String((index % 12) + 1).padStart(2, "0");
  return startOfLocalDay(`${year}-${month}-01`, timezone);
}
