import { PROGRAMME } from "../../../src/core/assignment.ts";
import { ARMS } from "../../../src/core/community.ts";
import { liftExperiments } from "../../../src/report/lift/experiment-lift.ts";
import { ArmCounts } from "./arm-counts.ts";
import { type Cells, drawExperiment, emptyCells } from "./experiment.ts";
import type { Ledger } from "./ledger.ts";
import { createPopulation, LOOKS, NOTHING } from "./population.ts";

/** Fixed before any result was looked at. */
const SEED = 20_261_132;
const RULES = 8;
const WORKING = 2;
const MEMBERS = 10_000;
const FALSE_DISCOVERIES = 0.05;
const START = Date.parse("2026-01-05T00:00:00Z");
const DAY_MS = 86_400_000;

/** Verdicts on the visits of eight rules at once, as a report gives them, a fifth held out. */
export function proveRules(ledger: Ledger, runs: number): void {
  for (const working of [0, WORKING]) {
    const group = `eight rules, ${working} of them work`;
    if (!ledger.wants(group)) continue;
    const effectOf = (rule: number) => (rule < working ? { ...NOTHING, visits: 0.6 } : NOTHING);
    const population = createPopulation(effectOf, { shares: [0.2], rules: RULES });
    const cells = emptyCells(population);
    for (let run = 0; run < ledger.runsOf(runs); run++) {
      const random = ledger.randomOf(SEED, working, run);
      drawExperiment(population, MEMBERS, random, cells);
      const [lift] = liftExperiments(measuredOf(cells));
      const found = (lift?.rules ?? []).filter(({ verdict }) => verdict.reason.startsWith("came_back"));
      if (working === 0) {
        ledger.count(group, "any of them is said to change visits", "exactly", FALSE_DISCOVERIES, found.length > 0);
        continue;
      }
      // One of those said to work, drawn by lot: how often it is none is the share of false discoveries.
      const one = found[Math.floor(random() * found.length)];
      const isFalse = one !== undefined && Number(one.rule.slice("rule-".length)) >= working;
      const share = (FALSE_DISCOVERIES * (RULES - working)) / RULES;
      ledger.count(group, "one said to change visits, drawn by lot, does not", "exactly", share, isFalse);
    }
  }
}

function measuredOf(cells: Cells): Parameters<typeof liftExperiments>[0] {
  const whole = { treated: new ArmCounts(), held_out: new ArmCounts() };
  for (const [phase] of cells) for (const arm of ARMS) if (phase) whole[arm].include(phase[arm]);
  const groups = [{ rule: null, both: whole }, ...cells.map(([both], rule) => ({ rule: `rule-${rule}`, both }))];
  const rows = groups.flatMap(({ rule, both }) =>
    ARMS.flatMap((arm) =>
      both ? [{ key: { experiment: PROGRAMME, phase: 0, arm, rule }, counts: both[arm] as ArmCounts }] : [],
    ),
  );
  const sumsOf = (measure: number) => rows.map(({ key, counts }) => ({ ...key, ...counts.measured(measure) }));
  const start = new Date(START);
  return {
    phases: [
      {
        experiment: PROGRAMME,
        phase: 0,
        salt: PROGRAMME,
        share: 0.2,
        by: "member",
        openedAt: start,
        endedAt: null,
        keptUntil: null,
      },
    ],
    exposed: rows.map(({ key, counts: { members } }) => ({ ...key, units: members, members, firstExposedAt: start })),
    sums: { visits: sumsOf(0), came_back: sumsOf(1), visibility: sumsOf(2), pick_visibility: sumsOf(3) },
    returns: rows.map(({ key, counts }) => ({ ...key, ...counts.returns() })),
    weeks: [],
    members: Number.POSITIVE_INFINITY,
    to: new Date(START + LOOKS * DAY_MS),
    interval: "classic",
  };
}
