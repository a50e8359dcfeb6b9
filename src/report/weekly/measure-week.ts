import { countAccepted } from "../../core/count-accepted.ts";
import type { ReportWeek } from "../../core/report-week.ts";
import type { Forecast } from "../forecast/forecast.ts";
import { type IndicatorReportDeps, reportIndicators } from "../indicators/report-indicators.ts";
import { type MeasureDeps, measureLift } from "../lift/measure-lift.ts";
import type { ReportStore } from "../ports.ts";
import { chooseMoved } from "./choose-moved.ts";
import type { WeekCosts, WeeklyReport } from "./weekly-report.ts";

export interface WeekDeps extends MeasureDeps, IndicatorReportDeps {
  readonly store: ReportStore;
  readonly settings: MeasureDeps["settings"] & IndicatorReportDeps["settings"];
  readonly community: string;
  /** From this instant on; null: it cannot be told. */
  readonly foresee: (at: Date) => Promise<Forecast | null>;
}

type Span = Pick<ReportWeek, "from" | "to">;

/** What a week's report says. Whatever it is measured at, it is as of the end of the week. */
export async function measureWeek(deps: WeekDeps, { from, to }: Span): Promise<WeeklyReport> {
  const lift = await measureLift(deps, { from: null, to: null, rule: null, now: to });
  const indicators = await reportIndicators(deps, { from, to }, "previous");
  const before = { from: new Date(indicators.beforeFrom), to: new Date(indicators.beforeTo) };
  return {
    community: deps.community,
    lift,
    indicators,
    moved: chooseMoved(indicators.lines, lift.indicators.revisit.membersWithUsual),
    costs: { now: await costsOf(deps, { from, to }), before: await costsOf(deps, before) },
    forecast: await deps.foresee(to),
  };
}

async function costsOf({ store, settings }: WeekDeps, span: Span): Promise<WeekCosts> {
  const window = { ...span, rule: null, languages: settings.languages };
  const [digests, unsubscribes] = await Promise.all([store.countDigests(window), store.countUnsubscribes(window)]);
  const states: Record<string, number> = {};
  for (const { state, digests: count } of digests) states[state] = (states[state] ?? 0) + count;
  return { mails: countAccepted(states), unsubscribes: unsubscribes.reduce((sum, { members }) => sum + members, 0) };
}
