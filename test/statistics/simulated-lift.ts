import type { Arm } from "../../src/core/community.ts";
import { checkFolder } from "../../src/core/rules/read/check-folder.ts";
import type { PairedRatioSums } from "../../src/core/stats/sums.ts";
import type { OutcomeLift } from "../../src/report/lift/lift-report.ts";
import { liftReturnTime } from "../../src/report/lift/lift-return-time.ts";
import { liftOutcome, MEASURE_OF, type OutcomeContext, type RatioOutcome } from "../../src/report/lift/outcome-lift.ts";
import type { ReturnPhaseArm } from "../../src/report/lift/return-times.ts";
import type { DigestEffect } from "../../src/simulate/behaviour.ts";
import { createCommunity, endOfProgramme } from "../../src/simulate/community.ts";
import { type ExposedMember, listExposed, type SimulatedMeasure } from "../../src/simulate/outcomes.ts";
import { type Programme, runProgramme } from "../../src/simulate/programme.ts";

/** Half held out, and the two rules of the README: small, but everything that lift depends on. */
export const PROGRAMME_FILES = [
  {
    file: "settings.yaml",
    text: `sending: on
brand: { name: Club Ormeau, postal_address: "1 quai du Port, 44000 Nantes", legal: { en: "-", fr: "-" } }
from: { name: Club Ormeau, address: bonjour@club.ormeau.example }
caps: [1 per day, 3 per 7 days]
order: [seven-days-away, three-new-in-ten-days]
holdout: { share: 50%, by: member }
`,
  },
  {
    file: "seven-days-away.yaml",
    text: `rule: seven-days-away
state: live
when: { all: [ { inactive: 7 days }, { unseen: { at_least: 1 } } ] }
send: { every: day, at: "08:00" }
digest: { template: digest, subject: { en: "-", fr: "-" }, picks: { hot: 3, cold: 2 } }
limits: { again_after: 7 days }
`,
  },
  {
    file: "three-new-in-ten-days.yaml",
    text: `rule: three-new-in-ten-days
state: live
when: { unseen: { at_least: 3, published_within: 10 days, not_yet_mailed: true } }
send: { every: 10 days, at: "08:00" }
digest: { template: digest, subject: { en: "-", fr: "-" }, picks: { hot: 5, cold: 0 }, skip_below: 3 }
`,
  },
];

export function readProgramme(): Programme {
  const { settings, rules, mistakes } = checkFolder(PROGRAMME_FILES);
  if (settings === null || rules.length !== 2) throw new Error(mistakes.map(({ message }) => message).join("; "));
  return { settings, rules };
}

const RATIO_OUTCOMES = Object.keys(MEASURE_OF) as RatioOutcome[];

/** One experiment from its seed, in memory. */
export function simulateExposed(seed: number, effect: DigestEffect, programme: Programme): ExposedMember[] {
  const community = createCommunity({
    seed,
    members: 260,
    start: "2026-09-07",
    weeks: 3,
    historyWeeks: 3,
    contentsPerWeekday: 2,
  });
  return listExposed(runProgramme(community, programme, effect), endOfProgramme(community));
}

/** The report's answer of each outcome, from what the database would have answered. */
export function liftExposed(exposed: readonly ExposedMember[]): OutcomeLift[] {
  const returned = liftReturnTime(
    [{ treated: countReturns(exposed, "treated"), held_out: countReturns(exposed, "held_out") }],
    CONTEXT,
  );
  return [...RATIO_OUTCOMES.map((outcome) => liftOf(outcome, exposed)), returned.lift];
}

const CONTEXT: OutcomeContext = {
  interval: "classic",
  sampleRatioOk: true,
  unit: "member",
  dateOfUnits: () => null,
};

/** What the report's SQL counts: each member in the arm that was drawn, in the world that happened. */
export function countReturns(exposed: readonly ExposedMember[], arm: Arm): ReturnPhaseArm {
  const own = exposed.filter((member) => member.arm === arm).map((member) => member[arm].away);
  return {
    units: own.length,
    members: own.length,
    times: own.map(({ hours, back }) => ({ hour: Math.floor(hours), returned: back ? 1 : 0, censored: back ? 0 : 1 })),
    watched: own.map(({ watched }) => ({ days: Math.min(28, Math.floor(watched / 24)), members: 1 })),
  };
}

function liftOf(outcome: RatioOutcome, exposed: readonly ExposedMember[]): OutcomeLift {
  const measure = MEASURE_OF[outcome];
  const phase = { treated: sumArm(exposed, "treated", measure), held_out: sumArm(exposed, "held_out", measure) };
  return liftOutcome(outcome, [phase], CONTEXT);
}

/** What the report's SQL sums: each member in the arm that was drawn, in the world that happened. */
export function sumArm(exposed: readonly ExposedMember[], arm: Arm, measure: SimulatedMeasure) {
  const rows = exposed.flatMap((member) => {
    const outcome = member[arm];
    const main = outcome.measures[measure];
    if (member.arm !== arm || main === null) return [];
    return [{ y: main.numerator, d: main.denominator, x: outcome.before.numerator, w: outcome.before.denominator }];
  });
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
  const units = rows.length;
  const sums: PairedRatioSums = {
    main: {
      units,
      numerator: sum(({ y }) => y),
      denominator: sum(({ d }) => d),
      numeratorSquares: sum(({ y }) => y * y),
      denominatorSquares: sum(({ d }) => d * d),
      product: sum(({ y, d }) => y * d),
    },
    before: {
      units,
      numerator: sum(({ x }) => x),
      denominator: sum(({ w }) => w),
      numeratorSquares: sum(({ x }) => x * x),
      denominatorSquares: sum(({ w }) => w * w),
      product: sum(({ x, w }) => x * w),
    },
    cross: {
      numeratorNumerator: sum(({ y, x }) => y * x),
      numeratorDenominator: sum(({ y, w }) => y * w),
      denominatorNumerator: sum(({ d, x }) => d * x),
      denominatorDenominator: sum(({ d, w }) => d * w),
    },
  };
  return { members: units, sums };
}
