import { PROGRAMME_PREFIX } from "../../src/core/assignment.ts";
import { phaseWeights } from "../../src/core/stats/pool-phases.ts";
import type { OutcomeLift } from "../../src/report/lift/lift-report.ts";
import { liftOutcome, MEASURE_OF, type OutcomeContext, type RatioOutcome } from "../../src/report/lift/outcome-lift.ts";
import type { DigestEffect } from "../../src/simulate/behaviour.ts";
import { createCommunity, endOfProgramme } from "../../src/simulate/community.ts";
import { type ExposedMember, listExposed, plantedEffects } from "../../src/simulate/outcomes.ts";
import { type Programme, runProgramme } from "../../src/simulate/programme.ts";
import { readProgramme, sumArm } from "./simulated-lift.ts";

/** As the report's table has them. Days between visits are the turned-over visits, whose pooled effect is no mean of effects. */
export const ROTATED_OUTCOMES = [
  "visits",
  "came_back",
  "visibility",
  "pick_visibility",
] as const satisfies RatioOutcome[];
export type RotatedOutcome = (typeof ROTATED_OUTCOMES)[number];

/** The second quarter begins amid the programme, and its moments draw anew. */
const START = "2026-09-10";
const QUARTER_ENDS = new Date("2026-10-01T00:00:00+02:00");
const CONTEXT: OutcomeContext = {
  interval: "classic",
  sampleRatioOk: true,
  unit: "member",
  dateOfUnits: () => null,
};

/** Half held out, and drawn anew on 1 October. */
export function readRotated(): Programme {
  const { settings, rules } = readProgramme();
  return { settings: { ...settings, holdout: { ...settings.holdout, rotate: "quarterly" } }, rules };
}

/** Of one community from its seed, whoever was exposed in each quarter, until it ended. */
export function liveQuarters(seed: number, effect: DigestEffect, programme: Programme): ExposedMember[][] {
  const community = createCommunity({
    seed,
    members: 260,
    start: START,
    weeks: 6,
    historyWeeks: 3,
    contentsPerWeekday: 2,
  });
  const run = runProgramme(community, programme, effect);
  return [
    listExposed(run, QUARTER_ENDS, `${PROGRAMME_PREFIX}2026-Q3`),
    listExposed(run, endOfProgramme(community), `${PROGRAMME_PREFIX}2026-Q4`),
  ];
}

/** The same lives as if each quarter's own mails did nothing; what the quarter before left behind stays in both arms. */
export function withoutEffect(quarters: readonly ExposedMember[][]): ExposedMember[][] {
  return quarters.map((exposed) => exposed.map((member) => ({ ...member, treated: member.held_out })));
}

/** The report's pooled effect of these quarters, and what was planted in them with the same weights. */
export function liftQuarters(
  outcome: RotatedOutcome,
  quarters: readonly ExposedMember[][],
): { readonly lift: OutcomeLift; readonly truth: number } {
  const measure = MEASURE_OF[outcome];
  const phases = quarters.map((exposed) => ({
    treated: sumArm(exposed, "treated", measure),
    held_out: sumArm(exposed, "held_out", measure),
  }));
  const weights = phaseWeights(
    phases.map(({ treated, held_out }) => ({ treated: treated.sums.main, control: held_out.sums.main })),
  );
  const effects = quarters.map(
    (exposed) => plantedEffects(exposed, null).find((planted) => planted.outcome === outcome)?.effect ?? Number.NaN,
  );
  const truth = effects.reduce((sum, effect, quarter) => sum + (weights[quarter] ?? 0) * effect, 0);
  return { lift: liftOutcome(outcome, phases, CONTEXT), truth };
}

/** Whether the interval, plain or adjusted by history, holds what was planted. */
export function holds({ lift, truth }: ReturnType<typeof liftQuarters>, kind: "classic" | "cuped"): boolean {
  const interval = kind === "classic" ? lift.absolute : lift.cuped.absolute;
  if (interval === null) throw new Error(`no ${kind} interval for ${lift.outcome}: ${lift.reason}`);
  return interval.low <= truth && truth <= interval.high;
}
