import { addDays, localDateOf } from "../../core/calendar.ts";
import type { Language } from "../../core/community.ts";
import type { Goal, Targets } from "../../core/indicators/goal.ts";
import type { IndicatorName } from "../../core/indicators/indicators.ts";
import type { IndicatorWindow } from "../ports.ts";
import { roundNumber } from "../write/round-numbers.ts";
import type { IndicatorLists, MeasureFigure } from "./facts.ts";
import {
  type IndicatorDeps,
  type IndicatorLine,
  type IndicatorTable,
  measureIndicators,
} from "./measure-indicators.ts";
import { type Against, periodBefore } from "./period-before.ts";

/** How far a value is from what was wanted; both in the unit of the indicator. */
export interface Aim {
  readonly value: number;
  /** null: there is no figure to hold against it. */
  readonly met: boolean | null;
}

export interface ReportedLine extends IndicatorLine {
  readonly target: Aim | null;
  /** The goals that it tells of or serves. */
  readonly goals: readonly string[];
}

export interface ReportedGoal extends Goal {
  readonly now: number | null;
  readonly met: boolean | null;
}

/** A figure of the organisation's own, with whose it is. */
export interface ReportedMeasure {
  readonly indicator: string;
  readonly source: string;
  readonly unit: string | null;
  readonly now: { readonly date: string; readonly value: number } | null;
  readonly before: { readonly date: string; readonly value: number } | null;
}

/** All of the indicators' part of a report as data. */
export interface IndicatorReport extends Omit<IndicatorTable, "lines">, IndicatorLists {
  readonly against: Against;
  readonly lines: readonly ReportedLine[];
  readonly goals: readonly ReportedGoal[];
  readonly measures: readonly ReportedMeasure[];
}

export interface IndicatorSettings {
  readonly timezone: string;
  readonly languages: readonly Language[];
  readonly team: readonly string[];
  readonly goals: readonly Goal[];
  readonly targets: Targets;
}

export interface IndicatorReportDeps extends IndicatorDeps {
  readonly settings: IndicatorSettings;
}

/** @param span a beginning and an end, not included; `against` which other it is held */
export async function reportIndicators(
  { settings, ...deps }: IndicatorReportDeps,
  span: { readonly from: Date; readonly to: Date },
  against: Against,
): Promise<IndicatorReport> {
  const window: IndicatorWindow = { ...span, languages: settings.languages, team: settings.team };
  const before = periodBefore(span, against, settings.timezone);
  const { lines, ...table } = await measureIndicators(deps, window, before);
  // Imported figures are of whole local days: those on which a span begins and ends included, unless it ends with a first instant.
  const dayOf = (at: Date) => localDateOf(at, settings.timezone);
  const dayAfter = (end: Date) => addDays(dayOf(new Date(end.getTime() - 1)), 1);
  const first = dayOf(span.from);
  const figure = new Map(lines.map((line) => [line.name, line]));
  const isMet = (name: IndicatorName, wanted: number): boolean | null => {
    const line = figure.get(name);
    const value = line?.now.value ?? null;
    if (line === undefined || value === null) return null;
    return line.better === "down" ? value <= wanted : value >= wanted;
  };
  return {
    ...table,
    ...(await deps.indicators.list(window)),
    against,
    lines: lines.map((line) => {
      const target = settings.targets[line.name];
      const serving = settings.goals.filter(
        ({ indicator, serves }) => indicator === line.name || serves.includes(line.name),
      );
      return {
        ...line,
        target: target === undefined ? null : { value: target, met: isMet(line.name, target) },
        goals: serving.map(({ name }) => name),
      };
    }),
    goals: settings.goals.map((goal) => ({
      ...goal,
      now: figure.get(goal.indicator)?.now.value ?? null,
      met: isMet(goal.indicator, goal.target),
    })),
    measures: pairMeasures(
      await deps.indicators.listMeasures(first, dayAfter(span.to)),
      // The day on which both meet is of the later one.
      await deps.indicators.listMeasures(dayOf(before.from), [first, dayAfter(before.to)].sort()[0] ?? first),
    ),
  };
}

function pairMeasures(now: readonly MeasureFigure[], before: readonly MeasureFigure[]): ReportedMeasure[] {
  const keyOf = ({ indicator, source }: MeasureFigure) => JSON.stringify([indicator, source]);
  const [nows, befores] = [now, before].map((figures) => new Map(figures.map((figure) => [keyOf(figure), figure])));
  const short = (figure: MeasureFigure | undefined) =>
    figure === undefined ? null : { date: figure.date, value: roundNumber(figure.value) };
  return [...new Map([...now, ...before].map((figure) => [keyOf(figure), figure]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { indicator, source, unit }]) => ({
      indicator,
      source,
      unit,
      now: short(nows?.get(key)),
      before: short(befores?.get(key)),
    }));
}
