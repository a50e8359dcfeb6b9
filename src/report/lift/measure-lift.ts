import { PROGRAMME } from "../../core/assignment.ts";
import { addDays, instantOf, localDateOf, localTimeOf, MINUTE_MS } from "../../core/calendar.ts";
import type { Language } from "../../core/community.ts";
import { countAccepted } from "../../core/count-accepted.ts";
import { describeIndicators, tallyCosts } from "../indicators.ts";
import { planHoldout } from "../plan-holdout.ts";
import type { ReportStore, ReportWindow } from "../ports.ts";
import { chooseHeadline } from "./decide-verdict.ts";
import { describePhase, liftExperiments } from "./experiment-lift.ts";
import type { LiftReport } from "./lift-report.ts";

export interface MeasureDeps {
  readonly store: ReportStore;
  readonly settings: {
    readonly timezone: string;
    readonly languages: readonly Language[];
    readonly team: readonly string[];
    /** What the community is called, where it is told. */
    readonly brand?: { readonly name: string };
  };
  /** Whether settings or rules hold anybody out, as they stand; not told: null in the report. */
  readonly holdsOut?: boolean;
}

export interface MeasureInput {
  /** Behaviour counts from here; null: from each member's first exposure. */
  readonly from: Date | null;
  /** End of the period, not included; null: now, and the period stays open. */
  readonly to: Date | null;
  /** Only first exposures by this rule; null: all. */
  readonly rule: string | null;
  readonly now: Date;
}

/** Indicators need a beginning: without `from`, the last four weeks. */
const INDICATOR_DAYS = 28;

/** What the digests caused, up to `to`, in every experiment that exposed anyone; with its costs and indicators. */
export async function measureLift(
  { store, settings, holdsOut }: MeasureDeps,
  input: MeasureInput,
): Promise<LiftReport> {
  const to = input.to === null || input.to > input.now ? input.now : input.to;
  const window: ReportWindow = { from: input.from, to, rule: input.rule, languages: settings.languages };
  const indicatorWindow = {
    from: input.from ?? indicatorsFrom(to, settings.timezone),
    to,
    languages: settings.languages,
    team: settings.team,
  };
  const community = await store.describeCommunity(to, settings.team);
  const closed = input.to !== null && isReceived(input.to, input.now, community.latestActAt);
  const interval = closed ? "classic" : "sequential";
  const [phases, exposed, erased, visits, cameBack, visibility, pickVisibility, returns, weeks] = await Promise.all([
    store.listPhases(),
    store.countExposed(window),
    input.rule === null ? store.countErased() : [],
    store.sumMeasure("visits", window),
    store.sumMeasure("came_back", window),
    store.sumMeasure("visibility", window),
    store.sumMeasure("pick_visibility", window),
    store.timeReturns(window),
    store.countWeekVisits(window),
  ]);
  const experiments = liftExperiments({
    phases,
    exposed,
    erased,
    sums: { visits, came_back: cameBack, visibility, pick_visibility: pickVisibility },
    returns,
    weeks,
    members: community.members,
    to,
    interval,
  });
  const [digests, unsubscribes, revisits, themes, unseen] = await Promise.all([
    store.countDigests(window),
    store.countUnsubscribes(window),
    store.describeRevisits(indicatorWindow),
    store.listThemes(indicatorWindow),
    store.listUnseen(indicatorWindow),
  ]);
  // A community without a global holdout has its rules' own: the first of them speaks.
  const first = experiments.find(({ experiment }) => experiment === PROGRAMME) ?? experiments[0];
  const programmes = phases
    .filter(({ experiment, openedAt }) => experiment === PROGRAMME && openedAt < to)
    .map((phase) => describePhase(phase, to));
  const costs = tallyCosts(digests, unsubscribes);
  const isMailed = costs.costs.some(({ states }) => countAccepted(states) > 0);
  const isHeldOut = phases.some(({ openedAt, keptUntil }) => openedAt < to && (keptUntil === null || keptUntil > to));
  return {
    measuredAt: input.now.toISOString(),
    period: {
      from: input.from?.toISOString() ?? null,
      to: to.toISOString(),
      timezone: settings.timezone,
      closed,
      endsAt: input.to?.toISOString() ?? null,
    },
    rule: input.rule,
    interval,
    headline: chooseHeadline(first?.outcomes ?? null, first?.sampleRatio.ok ?? true, isMailed && !isHeldOut),
    experiments,
    holdsOut: holdsOut ?? null,
    programmes,
    ...costs,
    indicators: describeIndicators(indicatorWindow, revisits, themes, unseen),
    community: {
      name: settings.brand?.name,
      members: community.members,
      meanVisits: community.meanVisits,
      latestActAt: community.latestActAt?.toISOString() ?? null,
    },
    holdoutPlan: planHoldout(community),
  };
}

/** Counted in days of the calendar, so that what ends at midnight begins at midnight where clocks change in between. */
export function indicatorsFrom(to: Date, timezone: string): Date {
  const date = addDays(localDateOf(to, timezone), -INDICATOR_DAYS);
  const sinceMinute = to.getTime() % MINUTE_MS;
  return new Date(instantOf(date, localTimeOf(to, timezone), timezone).getTime() + sinceMinute);
}

/** Closed: over, and activity from after its end has arrived, so nothing of it is still on its way. */
function isReceived(end: Date, now: Date, latestActAt: Date | null): boolean {
  return end <= now && latestActAt !== null && latestActAt >= end;
}
