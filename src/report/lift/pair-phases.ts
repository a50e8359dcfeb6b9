import { ARMS, type Arm } from "../../core/community.ts";
import type { MeasuredSums } from "../ports.ts";
import type { PhaseSums } from "./outcome-lift.ts";

/**
 * The rows of one measure, of one experiment or rule: both arms phase by phase, in order. A phase in which one arm is empty
 * says nothing about the effect; if there is no other, all are given, so that it can be said which arm is missing.
 */
export function pairPhases(rows: readonly MeasuredSums[]): PhaseSums[] {
  const phases = [...new Set(rows.map(({ phase }) => phase))].sort((a, b) => a - b);
  const both = phases.map((phase) => bothArms(rows.filter((row) => row.phase === phase)));
  const comparable = both.filter((phase) => ARMS.every((arm) => phase[arm].sums.main.units > 1));
  return comparable.length > 0 ? comparable : both;
}

function bothArms(rows: readonly MeasuredSums[]): PhaseSums {
  const arm = (name: Arm): PhaseSums["treated"] => {
    const row = rows.find((candidate) => candidate.arm === name);
    return row ? { members: row.members, sums: row.sums } : { members: 0, sums: NO_SUMS };
  };
  return { treated: arm("treated"), held_out: arm("held_out") };
}

const NO_RATIO = { units: 0, numerator: 0, denominator: 0, numeratorSquares: 0, denominatorSquares: 0, product: 0 };
const NO_SUMS = {
  main: NO_RATIO,
  before: NO_RATIO,
  cross: { numeratorNumerator: 0, numeratorDenominator: 0, denominatorNumerator: 0, denominatorDenominator: 0 },
};
