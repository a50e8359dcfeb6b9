import {
  type ExperimentLift,
  MINIMAL_ARM,
  type Outcome,
  type ReturnCurves,
  shownInterval,
} from "./lift/lift-report.ts";
import type { Chart } from "./ports.ts";
import type { Teller } from "./tell/teller.ts";

/** Charts of the report as data. null where there is nothing honest to draw. */

const UPSIDE_DOWN: readonly Outcome[] = ["revisit_interval", "time_to_return"];

/**
 * Lifts with their intervals around zero, more being better. The interval between visits is left out, as the visits turned
 * over; time to return too, of which less is better: it has its curves.
 */
export function drawLifts({ words, report }: Teller, experiment: ExperimentLift): Chart | null {
  const rows = experiment.outcomes.flatMap((lift) => {
    const interval = shownInterval(lift, report.interval);
    if (interval === null || UPSIDE_DOWN.includes(lift.outcome) || lift.verdict === "too_early") return [];
    return [{ label: words.outcomes[lift.outcome], ...interval }];
  });
  if (rows.length === 0) return null;
  return { kind: "intervals", title: words.forestAxis, axis: words.forestAxis, rows };
}

export function drawWeeks({ words }: Teller, experiment: ExperimentLift): Chart | null {
  const { weeks, members } = experiment;
  if (weeks.length < 2 || Math.min(members.treated, members.held_out) < MINIMAL_ARM) return null;
  const mark = weeks.findIndex(({ week }) => week >= 0);
  return {
    kind: "lines",
    title: words.sections.weeks,
    axis: words.weeksAxis,
    unit: words.visitsAxis,
    // There is no week 0: the first week after the first digest is 1.
    labels: weeks.map(({ week }) => nameWeek(week)),
    mark: mark < 0 ? null : { at: mark, label: words.exposureMark },
    series: [
      { name: words.treatedSeries, values: weeks.map(({ treated }) => treated.perMember), dashed: false },
      { name: words.heldOutSeries, values: weeks.map(({ held_out }) => held_out.perMember), dashed: true },
    ],
  };
}

export function drawReturns({ words }: Teller, { days }: ReturnCurves): Chart {
  return {
    kind: "steps",
    title: words.sections.returns,
    axis: words.returnsAxis,
    unit: words.shareBackAxis,
    series: [
      { name: words.treatedSeries, values: days.map(({ treated }) => treated.back), dashed: false },
      { name: words.heldOutSeries, values: days.map(({ held_out }) => held_out.back), dashed: true },
    ],
  };
}

export function nameWeek(week: number): string {
  return week < 0 ? `−${-week}` : `${week + 1}`;
}

const MOST_THEMES = 8;

export function drawThemes({ words, report }: Teller): Chart | null {
  const themes = report.indicators.themes.slice(0, MOST_THEMES);
  if (themes.length < 2) return null;
  return {
    kind: "bars",
    title: words.sections.themes,
    axis: "",
    labels: themes.map(({ theme }) => theme),
    series: [
      { name: words.columns.supply, values: themes.map(({ supply }) => supply), muted: true },
      { name: words.columns.demand, values: themes.map(({ demand }) => demand ?? 0), muted: false },
    ],
  };
}
