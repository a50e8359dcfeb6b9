import type { ArmEstimate } from "./arm-estimate.ts";

/** The two arms of one phase, in which one share was held out. */
export interface PhaseArms {
  readonly control: ArmEstimate;
  readonly treated: ArmEstimate;
}

interface PhaseSizes {
  readonly control: { readonly units: number };
  readonly treated: { readonly units: number };
}

/**
 * Weight of each phase: n_t·n_c / (n_t + n_c), scaled to add up to 1 (Mantel and Haenszel). Known before any outcome
 * is seen. Estimated inverse variances would not be: for counts a low mean has a low variance, so they would favour
 * the phases that happened to look low.
 */
export function phaseWeights(phases: readonly PhaseSizes[]): number[] {
  const raw = phases.map(({ control, treated }) => (control.units * treated.units) / (control.units + treated.units));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => weight / total);
}

function combine(arms: readonly ArmEstimate[], weights: readonly number[]): ArmEstimate {
  const sum = (part: (arm: ArmEstimate) => number, power: number): number =>
    arms.reduce((total, arm, phase) => total + (weights[phase] ?? 0) ** power * part(arm), 0);
  return {
    units: arms.reduce((total, arm) => total + arm.units, 0),
    value: sum((arm) => arm.value, 1),
    variance: sum((arm) => arm.variance, 2),
    shift: {
      value: sum((arm) => arm.shift.value, 1),
      variance: sum((arm) => arm.shift.variance, 2),
      covariance: sum((arm) => arm.shift.covariance, 2),
    },
    spread: sum((arm) => arm.spread, 4),
    unevenSpread: sum((arm) => arm.unevenSpread, 4),
  };
}

/** Both arms over all phases, each phase with the same weight in both, so that no phase's mix can look like an effect. */
export function poolPhases(phases: readonly PhaseArms[]): PhaseArms {
  const [only] = phases;
  if (phases.length === 1 && only) return only;
  const weights = phaseWeights(phases);
  return {
    control: combine(
      phases.map((phase) => phase.control),
      weights,
    ),
    treated: combine(
      phases.map((phase) => phase.treated),
      weights,
    ),
  };
}
