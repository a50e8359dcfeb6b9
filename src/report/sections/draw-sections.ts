import { daysBetween } from "../../core/calendar.ts";
import type { Chart } from "../ports.ts";
import type { NumberedNote } from "./report-sections.ts";
import type { SectionTeller } from "./section-teller.ts";

export function drawWeeksOfVisits({ words, write, report }: SectionTeller): Chart {
  const { weeks, notes } = report;
  const [first] = weeks;
  return {
    kind: "lines",
    title: words.weeks.title,
    axis: words.weeks.axis,
    unit: words.weeks.came,
    labels: weeks.map(({ date }) => write.shortDate(date)),
    mark: null,
    isShare: true,
    notes: markNotes(notes, weeks.length, (date) => daysBetween(first?.date ?? date, date) / 7 - 0.5),
    series: [{ name: words.weeks.came, values: weeks.map(({ came }) => came.share), dashed: false }],
  };
}

/** Notes too near each other for two numbers share a mark. */
const NEAR = 0.03;

/** @param placeOf where on the axis a day lies, a point standing in the middle of its week or month */
export function markNotes(
  notes: readonly NumberedNote[],
  points: number,
  placeOf: (date: string) => number,
): { at: number; label: string }[] {
  const marks: { at: number; label: string }[] = [];
  for (const { number, date } of notes) {
    const at = Math.max(0, Math.min(points - 1, placeOf(date)));
    const last = marks.at(-1);
    if (last !== undefined && at - last.at < NEAR * (points - 1)) last.label = `${last.label}, ${number}`;
    else marks.push({ at, label: `${number}` });
  }
  return marks;
}
