import type { IndicatorName } from "../../core/indicators/indicators.ts";
import type { Worth } from "../../core/rules/settings.ts";
import { measureIndicators } from "../indicators/measure-indicators.ts";
import { periodBefore } from "../indicators/period-before.ts";
import { type LiftReport, type OutcomeLift, shownInterval } from "../lift/lift-report.ts";
import { type MeasureDeps, type MeasureInput, measureLift } from "../lift/measure-lift.ts";
import { judgeInterval, liftOutcome } from "../lift/outcome-lift.ts";
import { pairPhases } from "../lift/pair-phases.ts";
import type { IndicatorStore, IndicatorWindow, MeasuredSums } from "../ports.ts";
import { balanceThemes } from "./balance-themes.ts";
import { countVisits } from "./count-visits.ts";
import type { SponsorStore } from "./ports.ts";
import type { SponsorPage } from "./sponsor-page.ts";

export interface SponsorDeps extends MeasureDeps {
  readonly indicators: IndicatorStore;
  readonly sponsor: SponsorStore;
  readonly community: string;
  readonly worth: Worth | null;
}

/** What the community brought the organisation, what it brought members, and whether both agree. */
export async function measureSponsor(deps: SponsorDeps, input: Omit<MeasureInput, "rule">): Promise<SponsorPage> {
  const { settings } = deps;
  const report = await measureLift(deps, { ...input, rule: null });
  const [from, to] = [new Date(report.indicators.from), new Date(report.indicators.to)];
  const window: IndicatorWindow = { from, to, languages: settings.languages, team: settings.team };
  const [table, atRisk, themeSets] = await Promise.all([
    measureIndicators(deps, window, periodBefore({ from, to }, "previous", settings.timezone)),
    deps.sponsor.sumAtRisk({ from: input.from, to, rule: null, languages: settings.languages }),
    deps.sponsor.listThemeSets(window),
  ]);
  const line = (name: IndicatorName) => {
    const found = table.lines.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`No indicator ${name}`);
    return found;
  };
  const told = [line("renewals_due"), line("renewal_share")];
  const known =
    atRisk.length > 0 || told.some(({ now }) => now.reason !== "needs_event" && now.reason !== "no_history");
  return {
    community: deps.community,
    worth: deps.worth,
    visits: countVisits(report),
    atRisk: { known, cameBack: known ? liftAtRisk(report, atRisk) : null },
    picks: report.experiments[0]?.outcomes.find(({ outcome }) => outcome === "pick_visibility") ?? null,
    answered: line("answered_share"),
    hoursToAnswer: line("hours_to_answer"),
    solutionViews: line("solution_views"),
    nps: line("nps"),
    agreement: balanceThemes(themeSets),
    report,
  };
}

/** As coming back within 7 days, of fewer members; null: of none. */
function liftAtRisk(
  { experiments: [experiment], interval }: LiftReport,
  sums: readonly MeasuredSums[],
): OutcomeLift | null {
  if (experiment === undefined) return null;
  const rows = sums.filter((row) => row.experiment === experiment.experiment && row.rule === null);
  if (rows.length === 0) return null;
  const lift = liftOutcome("came_back", pairPhases(rows), {
    interval,
    sampleRatioOk: experiment.sampleRatio.ok,
    unit: experiment.unit,
    dateOfUnits: () => null,
  });
  // The page tells points, so their interval judges.
  const points = shownInterval(lift, interval, "absolute");
  return lift.verdict === "too_early" || points === null
    ? lift
    : { ...lift, verdict: judgeInterval("came_back", points) };
}
