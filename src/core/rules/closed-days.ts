import { addDays } from "../calendar.ts";
import type { LocalDate } from "../community.ts";

/** Local dates on which no marketing rule is due and none of its mails leaves; both ends included. */
export interface ClosedSpan {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

export function isClosed(date: LocalDate, closed: readonly ClosedSpan[]): boolean {
  return closed.some(({ from, to }) => from <= date && date <= to);
}

/** The date itself when it is open, else the first open one after it. */
export function firstOpenDate(date: LocalDate, closed: readonly ClosedSpan[]): LocalDate {
  let open = date;
  // A span's end at a time: spans may lie side by side, or over each other.
  for (let span = spanOf(open, closed); span !== undefined; span = spanOf(open, closed)) open = addDays(span.to, 1);
  return open;
}

/** The first of the closed dates that lead up to this one without a gap; the date itself when the day before is open. */
export function closedSince(date: LocalDate, closed: readonly ClosedSpan[]): LocalDate {
  if (closed.length === 0) return date;
  let first = date;
  for (let span = spanOf(addDays(first, -1), closed); span !== undefined; span = spanOf(addDays(first, -1), closed)) {
    first = span.from;
  }
  return first;
}

function spanOf(date: LocalDate, closed: readonly ClosedSpan[]): ClosedSpan | undefined {
  return closed.find(({ from, to }) => from <= date && date <= to);
}
