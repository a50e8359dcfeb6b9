import type { Indicator } from "../../core/indicators/indicator.ts";
import { INDICATORS, type IndicatorName, type NamedIndicator } from "../../core/indicators/indicators.ts";
import type { IndicatorStore, IndicatorWindow, ReportStore } from "../ports.ts";
import { roundNumber } from "../write/round-numbers.ts";
import { computeIndicators, type Figure, receivedIn, type WindowFacts } from "./compute-indicators.ts";
import type { ContributionCount } from "./facts.ts";

/**
 * silent: no act of anybody has come since before the period, so that a zero would be the site's silence, not the members'.
 * needs_event: nothing of what it is computed from came in either period. dropped: the acts of that time are no longer kept.
 * no_history: nothing was recorded when the period before began, or before the period itself ended. only_now: only today's
 * state is known. nothing: nobody and nothing to divide by.
 */
export type NoFigure = "silent" | "needs_event" | "dropped" | "no_history" | "only_now" | "nothing";

export interface IndicatorFigure extends Figure {
  readonly reason: NoFigure | null;
}

export interface IndicatorLine {
  readonly name: IndicatorName;
  readonly group: Indicator["group"];
  readonly unit: Indicator["unit"];
  readonly better: Indicator["better"];
  readonly now: IndicatorFigure;
  readonly before: IndicatorFigure;
  /** Of shares and scores the difference, of anything else the relative change; null: one of both is missing, or from zero. */
  readonly change: number | null;
  /** What would have to be received, any one of it; where `now` needs an event. */
  readonly needs: readonly string[];
}

export interface IndicatorTable {
  readonly from: string;
  readonly to: string;
  readonly beforeFrom: string;
  readonly beforeTo: string;
  readonly latestActAt: string | null;
  /** Whether anything that members did was recorded by the end of the period. */
  readonly hasBegun: boolean;
  readonly members: number;
  readonly lines: readonly IndicatorLine[];
  /** Of the period, by kind and by whom. */
  readonly contributions: readonly ContributionCount[];
}

export interface IndicatorDeps {
  readonly store: Pick<ReportStore, "describeRevisits">;
  readonly indicators: IndicatorStore;
}

/** All indicators of a period and of the one that it is held against. */
export async function measureIndicators(
  deps: IndicatorDeps,
  window: IndicatorWindow,
  before: { readonly from: Date; readonly to: Date },
): Promise<IndicatorTable> {
  const now = await readFacts(deps, window);
  const then = await readFacts(deps, { ...window, ...before });
  const [figures, figuresThen] = [computeIndicators(now), computeIndicators(then)];
  const [received, receivedThen] = [receivedIn(now), receivedIn(then)];
  const isKnown = ({ events }: Indicator, known: ReadonlySet<string>) =>
    events.length === 0 || events.some((event) => known.has(event));
  const { latestActAt, hasBegun } = now.history;
  const isSilent = latestActAt !== null && latestActAt < window.from;
  const lines = INDICATORS.map((indicator): IndicatorLine => {
    const { name, group, unit, better, events } = indicator;
    // Of what came before and comes no more, zero is true; of what never came, it would be a guess.
    const missing = !isKnown(indicator, received) && !isKnown(indicator, receivedThen);
    const figure = isSilent
      ? none("silent")
      : // Whoever has connected nothing yet is told what it takes, not what is too long ago.
        !hasBegun && !WITHOUT_VISITS.includes(name) && !(missing && latestActAt === null)
        ? none("no_history")
        : missing
          ? none("needs_event")
          : figureOf(indicator, now, figures.get(name));
    const figureThen = !then.history.hasVisits
      ? none("no_history")
      : indicator.onlyNow
        ? none("only_now")
        : !isKnown(indicator, receivedThen)
          ? none("needs_event")
          : figureOf(indicator, then, figuresThen.get(name));
    return {
      name,
      group,
      unit,
      better,
      now: figure,
      before: figureThen,
      change: changeOf(unit, figureThen.value, figure.value),
      needs: figure.reason === "needs_event" ? events : [],
    };
  });
  return {
    from: window.from.toISOString(),
    to: window.to.toISOString(),
    beforeFrom: before.from.toISOString(),
    beforeTo: before.to.toISOString(),
    latestActAt: latestActAt?.toISOString() ?? null,
    hasBegun,
    members: now.revisits.members,
    lines,
    contributions: now.contributions,
  };
}

async function readFacts({ store, indicators }: IndicatorDeps, window: IndicatorWindow): Promise<WindowFacts> {
  return { ...(await indicators.describe(window)), revisits: await store.describeRevisits(window), window };
}

/** What members did is in none of these: they are known of a time before the first visit. */
const WITHOUT_VISITS: readonly IndicatorName[] = [
  "sign_ups",
  "contents_published",
  "renewals_due",
  "renewals_at_risk",
  "customers_left_members",
  "customers_left_others",
];

/** These look at members, visits, views and contents, which stay when activities are dropped. */
const WITHOUT_ACTIVITIES = ["count-visits", "describe-revisits", "describe-visibility", "compare-customers"];

function figureOf({ query }: NamedIndicator, facts: WindowFacts, figure: Figure | undefined): IndicatorFigure {
  const { activitiesFrom } = facts.history;
  if (activitiesFrom !== null && activitiesFrom > facts.window.from && !WITHOUT_ACTIVITIES.includes(query)) {
    return none("dropped");
  }
  if (figure === undefined || figure.value === null) return none("nothing");
  return { ...figure, reason: null };
}

function none(reason: NoFigure): IndicatorFigure {
  return { value: null, of: null, reason };
}

function changeOf(unit: Indicator["unit"], before: number | null, now: number | null): number | null {
  if (before === null || now === null) return null;
  if (unit === "share" || unit === "score") return roundNumber(now - before);
  if (before === 0) return now === 0 ? 0 : null;
  return roundNumber(now / before - 1);
}
