import { localDateOf } from "../../core/calendar.ts";
import type { DatedNote } from "../../core/rules/settings.ts";
import type { CalendarSpan } from "./ports.ts";
import type { NumberedNote } from "./report-sections.ts";

/** The notes whose day lies on a chart over these spans, numbered by date from 1. `notes` are by date. */
export function numberNotes(
  notes: readonly DatedNote[],
  spans: readonly CalendarSpan[],
  timezone: string,
): NumberedNote[] {
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return [];
  const from = localDateOf(first.from, timezone);
  const to = localDateOf(new Date(last.to.getTime() - 1), timezone);
  return notes.filter(({ date }) => date >= from && date <= to).map((note, index) => ({ ...note, number: index + 1 }));
}
