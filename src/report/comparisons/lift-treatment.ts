import { startOfLocalDay } from "../../core/calendar.ts";
import { checkSampleRatio } from "../../core/stats/sample-ratio.ts";
import type { Treatment } from "../../core/treatment.ts";
import { PURCHASE_OUTCOMES } from "../lift/lift-report.ts";
import { emptyLift, liftOutcome, type OutcomeContext } from "../lift/outcome-lift.ts";
import { pairPhases } from "../lift/pair-phases.ts";
import { roundNumber } from "../write/round-numbers.ts";
import { MINIMAL_GROUP, type TreatmentLift } from "./comparison-report.ts";
import { shownCount } from "./describe-groups.ts";
import type { BeforeAfterWindow, ComparisonStore, DrawnCount } from "./ports.ts";

type Drawn = Extract<Treatment, { readonly assignment: "random" }>;

const MEASURES = ["visits", "came_back"] as const;

/**
 * The effect of what chance assigned, by the statistics of digests: everybody counts in the group that was drawn, from the draw on,
 * whether or not they got it.
 */
export async function liftTreatment(
  store: ComparisonStore,
  { name, draw, told }: Drawn,
  window: BeforeAfterWindow,
  { interval, timezone }: { readonly interval: OutcomeContext["interval"]; readonly timezone: string },
): Promise<TreatmentLift> {
  const drawnOn = draw.by.kind === "trait" ? startOfLocalDay(draw.by.on, timezone) : null;
  const counts = await store.countDrawn(window, draw, told, drawnOn);
  const [treated, control] = [countOf(counts, "treated"), countOf(counts, "held_out")];
  const empty: TreatmentLift = {
    name,
    interval,
    firstDrawnAt: null,
    arms: [],
    mixed: 0,
    share: draw.share,
    sampleRatio: null,
    outcomes: [],
    currencies: [],
    renewed: null,
    reason: "nobody_drawn",
  };
  if (treated.members + control.members === 0) return empty;
  if (Math.min(treated.members, control.members) < MINIMAL_GROUP) return { ...empty, reason: "small_group" };
  const { p, ok } = checkSampleRatio([treated.members, control.members], [draw.share, 1 - draw.share]);
  const context: OutcomeContext = { interval, sampleRatioOk: ok, unit: "member", dateOfUnits: () => null };
  const outcomes = [];
  for (const measure of MEASURES) {
    const rows = await store.sumDrawn(measure, window, draw, drawnOn);
    outcomes.push(liftOutcome(measure, pairPhases(rows.filter(({ rule }) => rule === null)), context));
  }
  for (const figure of PURCHASE_OUTCOMES) {
    const rows = await store.sumDrawnPurchases(figure, window, draw, drawnOn, timezone);
    const lift = liftOutcome(figure, pairPhases(rows.filter(({ rule }) => rule === null)), context);
    // Where too few ordered for an effect, their mean would tell what they did.
    if (rows.length > 0)
      outcomes.push(lift.verdict === "too_early" ? emptyLift(figure, [], lift.reason ?? "few_contributors") : lift);
  }
  const rows = await store.sumDrawn("renewed", window, draw, drawnOn);
  // A share of members, as coming back is.
  const renewed = liftOutcome("came_back", pairPhases(rows.filter(({ rule }) => rule === null)), context);
  const isTold = renewed.arms.some(({ numerator }) => numerator > 0);
  const first = Math.min(...counts.map(({ firstDrawnAt }) => firstDrawnAt.getTime()));
  return {
    ...empty,
    firstDrawnAt: new Date(first).toISOString(),
    arms: [
      { arm: "treated", members: treated.members, got: told === null ? null : shownCount(treated.got) },
      { arm: "held_out", members: control.members, got: told === null ? null : shownCount(control.got) },
    ],
    mixed: shownCount(countOf(counts, "mixed").members),
    sampleRatio: { p: roundNumber(p), ok },
    outcomes,
    currencies: await store.listCurrencies(),
    renewed: isTold ? { ...renewed, outcome: "renewed" } : null,
    reason: null,
  };
}

function countOf(counts: readonly DrawnCount[], arm: DrawnCount["arm"]): { members: number; got: number } {
  return counts.find((count) => count.arm === arm) ?? { members: 0, got: 0 };
}
