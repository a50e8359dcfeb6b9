import { daysBetween, daysInMonthOf } from "../../core/calendar.ts";
import type { Arm } from "../../core/community.ts";
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

export function drawMonths({ words, common, write, report }: SectionTeller): Chart | null {
  const { months, monthNotes } = report;
  const [first] = months;
  const last = months.at(-1);
  // Few held out make a line of chance alone.
  if (first === undefined || last === undefined || last.visits.reason === "small_arm") return null;
  const values = (name: Arm) => months.map(({ visits }) => visits.arms.find(({ arm }) => arm === name)?.value ?? null);
  const placeOf = (date: string): number =>
    12 * (Number(date.slice(0, 4)) - Number(first.date.slice(0, 4))) +
    (Number(date.slice(5, 7)) - Number(first.date.slice(5, 7))) +
    (Number(date.slice(8)) - 1) / daysInMonthOf(date) -
    0.5;
  return {
    kind: "lines",
    title: words.months.title,
    axis: words.months.axis,
    unit: common.outcomes.visits,
    labels: months.map(({ date }) => write.shortMonth(date)),
    mark: null,
    notes: markNotes(monthNotes, months.length, placeOf),
    series: [
      { name: common.treatedSeries, values: values("treated"), dashed: false },
      { name: common.heldOutSeries, values: values("held_out"), dashed: true },
    ],
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
