import { PROGRAMME } from "../../../src/core/assignment.ts";
import { ARMS, type Arm } from "../../../src/core/community.ts";
import { type DigestOutcome, OUTCOMES } from "../../../src/report/lift/lift-report.ts";
import { liftFollowed } from "../../../src/report/lift/lift-return-time.ts";
import { liftOutcome, MEASURE_OF, type OutcomeContext, type PhaseSums } from "../../../src/report/lift/outcome-lift.ts";
import { pairPhases } from "../../../src/report/lift/pair-phases.ts";
import { followReturns, type ReturnPhase, type ReturnPhaseArm } from "../../../src/report/lift/return-times.ts";
import { MEASURES } from "../../../src/report/ports.ts";
import { drawPoisson } from "../draw.ts";
import { ArmCounts } from "./arm-counts.ts";
import { daysUntil, type Kind, type Population, RETURN_DAYS } from "./population.ts";
import { drawBinomial } from "./random.ts";
import type { PhaseSizes } from "./truth.ts";

/** Places in MEASURES. */
export const VISITS = MEASURES.indexOf("visits");
export const CAME_BACK = MEASURES.indexOf("came_back");
export const VISIBILITY = MEASURES.indexOf("visibility");
export const PICK_VISIBILITY = MEASURES.indexOf("pick_visibility");

/** By rule, then phase. */
export type Cells = readonly (readonly Readonly<Record<Arm, ArmCounts>>[])[];

export function emptyCells({ rules, shares }: Population, unit: OutcomeContext["unit"] = "member"): Cells {
  return Array.from({ length: rules }, () =>
    shares.map(() => ({ treated: new ArmCounts(unit), held_out: new ArmCounts(unit) })),
  );
}

/** One experiment: so many members drawn, each held out by chance, lived through and counted as the report's SQL counts. */
export function drawExperiment(
  { kinds, shares }: Population,
  members: number,
  random: () => number,
  cells: Cells,
): void {
  for (const phases of cells) for (const phase of phases) for (const arm of ARMS) phase[arm].clear();
  for (let member = 0; member < members; member++) {
    const kind = kinds[Math.floor(random() * kinds.length)] as Kind;
    const arm: Arm = random() < (shares[kind.phase] as number) ? "held_out" : "treated";
    live(kind, arm, random, (cells[kind.rule] as Cells[number])[kind.phase]?.[arm] as ArmCounts);
  }
}

/** One member, from exposure to the end. */
export function live(kind: Kind, arm: Arm, random: () => number, counts: ArmCounts): void {
  const { days, historyDays: w, unseen, picks } = kind;
  const course = kind[arm];
  const x = drawPoisson(random, kind.before * w);
  const until = -Math.log(random());
  const back = until < course.visits;
  const away = back ? daysUntil(course, until) : days;
  const y = back ? 1 + drawPoisson(random, course.visits - until) : 0;
  counts.addTime(Math.min(away, days), back, days);
  counts.add(VISITS, y, days, x, w);
  if (days >= RETURN_DAYS) counts.add(CAME_BACK, back && away <= RETURN_DAYS ? 1 : 0, 1, x, w);
  const seen = y === 0 ? 0 : drawBinomial(random, unseen, 1 - (1 - course.open) ** y);
  counts.add(VISIBILITY, seen, unseen, x, w);
  if (picks === 0) return;
  const seenPicks = y === 0 ? 0 : drawBinomial(random, picks, 1 - (1 - course.openPick) ** y);
  counts.add(PICK_VISIBILITY, seenPicks, picks, x, w);
}

const KEY = { experiment: PROGRAMME, rule: null };
export const CONTEXT: OutcomeContext = {
  interval: "classic",
  sampleRatioOk: true,
  unit: "member",
  dateOfUnits: () => null,
};

/** The report's own answer of each outcome, from what the database would have answered of the first rule. */
export function liftOutcomes(
  cells: Cells,
  interval: OutcomeContext["interval"] = "classic",
  unit: OutcomeContext["unit"] = "member",
) {
  const phases = cells[0] as Cells[number];
  const context = { ...CONTEXT, interval, unit };
  const rows = MEASURES.map((_, measure) =>
    pairPhases(
      phases.flatMap((both, phase) => ARMS.map((arm) => ({ ...KEY, phase, arm, ...both[arm].measured(measure) }))),
    ),
  );
  const lifts = OUTCOMES.flatMap((outcome) =>
    outcome === "time_to_return"
      ? []
      : [liftOutcome(outcome, rows[MEASURES.indexOf(MEASURE_OF[outcome])] as PhaseSums[], context)],
  );
  const returns = phases.map(
    (both): ReturnPhase => ({ treated: timesOf(both.treated), held_out: timesOf(both.held_out) }),
  );
  return { outcomes: [...lifts, liftFollowed(followReturns(returns), context)], returns };
}

function timesOf(counts: ArmCounts): ReturnPhaseArm {
  return { units: counts.members, members: counts.members, ...counts.returns() };
}

/** Who counts for an outcome in each arm, phase by phase. */
export function sizesOf(cells: Cells, outcome: DigestOutcome): PhaseSizes {
  const count = (counts: ArmCounts) =>
    outcome === "time_to_return" ? counts.members : counts.measured(MEASURES.indexOf(MEASURE_OF[outcome])).members;
  return (cells[0] as Cells[number]).map(({ treated, held_out }) => ({
    treated: count(treated),
    held_out: count(held_out),
  }));
}
