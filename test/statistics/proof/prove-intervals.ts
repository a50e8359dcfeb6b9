import { type DigestOutcome, isSilenced, OUTCOMES, type OutcomeLift } from "../../../src/report/lift/lift-report.ts";
import { MEASURE_OF } from "../../../src/report/lift/outcome-lift.ts";
import { compareCurves } from "../../../src/report/lift/return-times.ts";
import { type Cells, drawExperiment, emptyCells, liftOutcomes, sizesOf } from "./experiment.ts";
import type { Ledger } from "./ledger.ts";
import { createPopulation, type Effect, NOTHING } from "./population.ts";
import { explainedShare, moments, Truth } from "./truth.ts";

/** Fixed before any result was looked at; of each run by its own number, size and effect. */
const SEED = 20_261_128;

export interface Size {
  readonly name: string;
  readonly members: number;
  /** Held out, phase by phase. */
  readonly shares: readonly number[];
}

export const SIZES: readonly Size[] = [
  { name: "300, half held out", members: 300, shares: [0.5] },
  { name: "1,000, a tenth held out", members: 1_000, shares: [0.1] },
  { name: "10,000, a tenth held out", members: 10_000, shares: [0.1] },
  { name: "10,000 in two phases, half then a tenth held out", members: 10_000, shares: [0.5, 0.1] },
  // Between them, to tell from which size on they hold.
  { name: "600, half held out", members: 600, shares: [0.5] },
  { name: "1,000, half held out", members: 1_000, shares: [0.5] },
  { name: "2,000, a tenth held out", members: 2_000, shares: [0.1] },
  { name: "3,000, a tenth held out", members: 3_000, shares: [0.1] },
  { name: "5,000, a tenth held out", members: 5_000, shares: [0.1] },
];

export const EFFECTS: Readonly<Record<string, Effect>> = {
  none: NOTHING,
  "visits +5%": { ...NOTHING, visits: 0.05 },
  "visits +40%": { ...NOTHING, visits: 0.4 },
  "return a little sooner": { ...NOTHING, sooner: 0.005 },
  "return much sooner": { ...NOTHING, sooner: 0.06 },
  "contents opened +5%": { ...NOTHING, seeing: 0.05 },
  "contents opened +50%": { ...NOTHING, seeing: 0.5 },
};

const CLAIMED = 0.95;
/** Of a standard normal, two-sided, at 5%. */
const TWO_SIDED = 1.959963984540054;

/**
 * The intervals that a report tells, in `runs` experiments of one size and effect, against what is true of the population. Of an
 * outcome that is too early to tell nothing is counted: whether it is depends on sizes and on both arms together.
 */
export function proveIntervals(
  ledger: Ledger,
  size: Size,
  effect: string,
  runs: number,
  group = `${size.name} · ${effect}`,
): void {
  if (!ledger.wants(group)) return;
  const population = createPopulation(() => EFFECTS[effect] as Effect, size);
  const truth = new Truth(population);
  const theory = effect === "none" && size.shares.length === 1 ? theoryOf(population.kinds) : null;
  const cells = emptyCells(population);
  const stream = 100 * SIZES.indexOf(size) + Object.keys(EFFECTS).indexOf(effect);
  for (let run = 0; run < ledger.runsOf(runs); run++) {
    drawExperiment(population, size.members, ledger.randomOf(SEED, stream, run), cells);
    const { outcomes, returns } = liftOutcomes(cells);
    countCoverage(ledger, group, outcomes, truth, cells);
    if (effect !== "none") continue;
    const logRank = compareCurves(returns);
    if (logRank) ledger.count(group, "log-rank finds a difference", "exactly", 1 - CLAIMED, logRank.p < 1 - CLAIMED);
    if (theory) countNarrowing(ledger, group, outcomes, theory);
  }
}

/** Of all outcomes that are told. */
export function countCoverage(
  ledger: Ledger,
  group: string,
  outcomes: readonly OutcomeLift[],
  truth: Truth,
  cells: Cells,
): void {
  for (const outcome of outcomes) {
    if (isSilenced(outcome.reason)) continue;
    const name = outcome.outcome as DigestOutcome;
    const effect = truth.effect(name, sizesOf(cells, name), outcome.horizonDays);
    const intervals = {
      relative: outcome.relative,
      absolute: outcome.absolute,
      "relative, CUPED": outcome.cuped.relative,
      "absolute, CUPED": outcome.cuped.absolute,
    };
    for (const [kind, interval] of Object.entries(intervals)) {
      if (interval === null) continue;
      const value = kind.startsWith("relative") ? effect.relative : effect.absolute;
      const covers = interval.low <= value && value <= interval.high;
      const claim = `${outcome.outcome}: ${kind} covers`;
      ledger.count(group, claim, "exactly", CLAIMED, covers);
    }
    for (const scale of ["relative", "absolute"] as const) {
      const interval = outcome.sequential[scale];
      if (interval === null) continue;
      const covers = interval.low <= effect[scale] && effect[scale] <= interval.high;
      ledger.count(group, `${outcome.outcome}: always-valid ${scale} covers`, "at least", CLAIMED, covers);
    }
  }
}

type Theory = ReadonlyMap<OutcomeLift["outcome"], { readonly variance: number; readonly explained: number }>;

function theoryOf(kinds: Parameters<typeof moments>[0]): Theory {
  return new Map(
    OUTCOMES.flatMap((outcome) => {
      if (outcome === "time_to_return" || outcome === "revisit_interval") return [];
      const exact = moments(kinds, "held_out", MEASURE_OF[outcome]);
      const scale = outcome === "visits" ? 7 : 1;
      return [[outcome, { variance: exact.variance * scale ** 2, explained: explainedShare(exact) }] as const];
    }),
  );
}

/**
 * Estimates scatter around nothing as theory says: 95 of 100 unadjusted ones within 1.96 true standard errors, and as many
 * adjusted ones within √(1 − ρ²) of that.
 */
function countNarrowing(ledger: Ledger, group: string, outcomes: readonly OutcomeLift[], theory: Theory): void {
  for (const { outcome, arms, absolute, cuped } of outcomes) {
    const exact = theory.get(outcome);
    if (exact === undefined || absolute === null || cuped.absolute === null) continue;
    const error = Math.sqrt(exact.variance * arms.reduce((sum, { n }) => sum + 1 / n, 0)) * TWO_SIDED;
    const within = (estimate: number, share: number) => Math.abs(estimate) <= error * Math.sqrt(share);
    ledger.count(group, `${outcome}: scatters as theory says`, "exactly", CLAIMED, within(absolute.estimate, 1));
    const left = 1 - exact.explained;
    const claim = `${outcome}: CUPED scatters ${(100 * (1 - Math.sqrt(left))).toFixed(0)}% less`;
    ledger.count(group, claim, "exactly", CLAIMED, within(cuped.absolute.estimate, left));
  }
}
