import type { RuleListing } from "../../audience/list-rules.ts";
import type { LoadedRules } from "../../audience/load-rules.ts";
import type { DigestState } from "../../core/community.ts";
import { countAccepted } from "../../core/count-accepted.ts";
import { drawThemes, drawWeeks } from "../../report/draw-report.ts";
import type { Forecast } from "../../report/forecast/forecast.ts";
import { tellRunsOut } from "../../report/forecast/tell-runs-out.ts";
import { nameIndicator } from "../../report/indicators/tell-indicators.ts";
import {
  type ExperimentLift,
  type LiftReport,
  type Outcome,
  type OutcomeLift,
  shownInterval,
} from "../../report/lift/lift-report.ts";
import type { Chart, ChartRenderer } from "../../report/ports.ts";
import { tellHeadline, tellPeriod, tellSilentSite } from "../../report/tell/tell-headline.ts";
import { tellOutcomes } from "../../report/tell/tell-outcomes.ts";
import { type Teller, tellerOf } from "../../report/tell/teller.ts";
import { formatChart } from "../../report/write/format-chart.ts";
import type { Figure, OutcomeRow, Overview, RangeRow } from "../dependencies.ts";
import { type Html, html, trusted } from "../html.ts";
import { type PageLanguage, type Wording, wordingFor } from "../wording.ts";
import { tellFirstSteps, tellUnmeasured } from "./tell-first-steps.ts";

export interface OverviewFacts {
  readonly report: LiftReport;
  readonly states: Readonly<Partial<Record<DigestState, number>>>;
  readonly loaded: LoadedRules;
  readonly listing: { readonly rules: readonly RuleListing[]; readonly paused: boolean };
  /** A restored database waits to be confirmed. */
  readonly isRestored: boolean;
  readonly forecast: Forecast | null;
  readonly charts: ChartRenderer;
  readonly planted: ReadonlyMap<Outcome, number> | null;
}

export function tellOverview(facts: OverviewFacts, language: PageLanguage): Overview {
  const { report, charts, planted } = facts;
  const words = wordingFor(language);
  const teller = tellerOf(report, language);
  const unmeasured = tellUnmeasured(facts, language);
  const [headline = "", ...then] =
    unmeasured === null ? tellHeadline(teller) : [unmeasured, tellSilentSite(teller) ?? ""];
  const [experiment] = report.experiments;
  const drawn = experiment === undefined ? [] : [drawWeeks(teller, experiment), drawThemes(teller)];
  return {
    headline,
    // Without a first digest, there is nothing since which.
    detail: [...then, ...(experiment === undefined ? [] : [`${tellPeriod(teller)}.`])].join(" "),
    steps: tellFirstSteps(facts, language),
    outcomes: experiment === undefined ? [] : tellLifts(teller, experiment, planted, words),
    figures: tellFigures(teller, experiment, facts.states, language),
    attention: [...tellAttention(facts, words), ...tellForecast(facts.forecast, language)],
    charts: drawn.flatMap((chart) => (chart === null ? [] : renderChart(chart, charts, teller))),
  };
}

function renderChart(chart: Chart, charts: ChartRenderer, { write }: Teller): Html {
  const drawing = charts.render(chart, formatChart(write, chart));
  return html`<figure><figcaption>${chart.title}</figcaption>${trusted(drawing)}</figure>`;
}

function tellLifts(
  teller: Teller,
  experiment: ExperimentLift,
  planted: OverviewFacts["planted"],
  words: Wording,
): OutcomeRow[] {
  const rows = tellOutcomes(teller, experiment.outcomes);
  return experiment.outcomes.map((lift, index): OutcomeRow => {
    const row = rows[index];
    return {
      name: row?.label ?? lift.outcome,
      explanation: row?.note ?? "",
      treated: row?.treated ?? "–",
      heldOut: row?.heldOut ?? "–",
      reason: row?.effect ?? "",
      difference:
        lift.verdict === "too_early" ? null : tellRange(lift, teller.report, planted?.get(lift.outcome) ?? null, words),
    };
  });
}

function tellRange(lift: OutcomeLift, report: LiftReport, planted: number | null, words: Wording): RangeRow | null {
  const interval = shownInterval(lift, report.interval, "absolute");
  if (interval === null) return null;
  const write = (value: number) => writeDifference(lift.outcome, value, words);
  const { estimate, low, high } = interval;
  return {
    estimate,
    low,
    high,
    planted,
    estimateText: write(estimate),
    intervalText: words.overviewPage.between(write(low), write(high)),
    plantedText: planted === null ? null : write(planted),
  };
}

const COUNTED: readonly Outcome[] = ["visits", "revisit_interval", "time_to_return"];

/** Visits and days as they are, shares in points; with a sign, a true minus. */
function writeDifference(outcome: Outcome, value: number, { locale, overviewPage }: Wording): string {
  const isCounted = COUNTED.includes(outcome);
  const digits = outcome === "visits" ? 2 : 1;
  const number = (isCounted ? value : value * 100).toLocaleString(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: "exceptZero",
  });
  const signed = number.replace("-", "−");
  return isCounted ? signed : overviewPage.points(signed);
}

function tellFigures(
  { report, write }: Teller,
  experiment: ExperimentLift | undefined,
  states: OverviewFacts["states"],
  language: PageLanguage,
): Figure[] {
  const says = wordingFor(language).overviewPage.figures;
  const { treated, held_out } = experiment?.members ?? { treated: 0, held_out: 0 };
  const accepted = countAccepted(states);
  const left = report.costs.reduce((sum, { unsubscribes }) => sum + unsubscribes, 0);
  const { medianUsualDays } = report.indicators.revisit;
  return [
    { label: says.members, value: write.count(report.community.members), note: says.membersNote },
    {
      label: says.compared,
      value: write.count(treated + held_out),
      note: says.comparedNote(write.count(treated), write.count(held_out)),
    },
    { label: says.accepted, value: write.count(accepted), note: says.acceptedNote },
    { label: says.withheld, value: write.count(states.withheld ?? 0), note: says.withheldNote },
    {
      label: says.unsubscribed,
      value: write.count(left),
      note: says.unsubscribedNote(write.percent(accepted === 0 ? 0 : left / accepted)),
    },
    ...(medianUsualDays === null
      ? []
      : [{ label: nameIndicator("revisit", language), value: write.days(medianUsualDays), note: says.usualNote }]),
  ];
}

/** The rule that runs out of contents for the most members; what was foreseen from a silence tells of nothing else. */
function tellForecast(forecast: Forecast | null, language: PageLanguage): string[] {
  return forecast === null || forecast.silentSince !== null ? [] : tellRunsOut(forecast, language).slice(0, 1);
}

/** What does not mend itself. */
function tellAttention({ states, loaded, listing, report, isRestored }: OverviewFacts, words: Wording): string[] {
  const says = words.overviewPage.attentionTo;
  const count = (state: DigestState) => states[state] ?? 0;
  const broken = new Set(loaded.mistakes.filter(({ severity }) => severity === "mistake").map(({ file }) => file));
  return [
    ...(count("unknown") > 0 ? [says.unknown(count("unknown"))] : []),
    ...(count("failed") > 0 ? [says.failed(count("failed"))] : []),
    ...[...broken].map((file) => says.broken(file)),
    ...listing.rules.flatMap(({ rule, waiting }) => {
      const digests = waiting.reduce((sum, slot) => sum + slot.digests, 0);
      return digests === 0 ? [] : [says.held(rule.name, digests)];
    }),
    ...(loaded.settings.sending === "off" ? [says.sendingOff] : []),
    ...(isRestored ? [says.restored] : listing.paused ? [says.paused] : []),
    ...(listing.rules.length > 0 && listing.rules.every(({ rule }) => rule.state !== "live") ? [says.noneLive] : []),
    ...(report.headline === "sample_ratio" ? [says.sampleRatio] : []),
  ];
}
