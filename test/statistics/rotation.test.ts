import { expect, it } from "vitest";
import type { Arm } from "../../src/core/community.ts";
import type { Interval } from "../../src/core/stats/compare-arms.ts";
import { phaseWeights } from "../../src/core/stats/pool-phases.ts";
import { liftOutcome, type PhaseSums } from "../../src/report/lift/outcome-lift.ts";
import { drawPace, drawPoisson, seededRandom } from "./draw.ts";
import { exactLimits } from "./exact-limits.ts";

/** Fixed before any result was looked at. */
const SEEDS = Array.from({ length: 600 }, (_, index) => index + 1);
const MEMBERS = 4_000;
const HELD_OUT = 1_000;
const WEEKS = 12;
/** Mails of the first quarter: half more visits, then and in the second, for whoever got them. */
const LASTING = 1.5;
/** Mean of `drawPace`: 0.419 Γ(2.4). */
const MEAN_PACE = 0.419 * 1.242169;

type Arms = readonly Arm[];

function drawArms(random: () => number, mayBeHeldOut: (member: number) => boolean): Arms {
  const order = Array.from({ length: MEMBERS }, (_, member) => ({ member, key: random() }))
    .filter(({ member }) => mayBeHeldOut(member))
    .sort((one, other) => one.key - other.key);
  const heldOut = new Set(order.slice(0, HELD_OUT).map(({ member }) => member));
  return Array.from({ length: MEMBERS }, (_, member) => (heldOut.has(member) ? "held_out" : "treated"));
}

function sumPhase(arms: Arms, visits: readonly number[]): PhaseSums {
  const sumArm = (arm: Arm): PhaseSums["treated"] => {
    const own = visits.filter((_, member) => arms[member] === arm);
    const total = own.reduce((sum, count) => sum + count, 0);
    const squares = own.reduce((sum, count) => sum + count * count, 0);
    const [units, days] = [own.length, WEEKS * 7];
    return {
      members: units,
      sums: {
        main: {
          units,
          numerator: total,
          denominator: units * days,
          numeratorSquares: squares,
          denominatorSquares: units * days * days,
          product: total * days,
        },
        before: { units, numerator: 0, denominator: 0, numeratorSquares: 0, denominatorSquares: 0, product: 0 },
        cross: { numeratorNumerator: 0, numeratorDenominator: 0, denominatorNumerator: 0, denominatorDenominator: 0 },
      },
    };
  };
  return { treated: sumArm("treated"), held_out: sumArm("held_out") };
}

/** Two quarters of the same members; what the first left behind acts in the second. */
function liveTwoQuarters(seed: number, effectOfSecond: number, again: "apart" | "not_at_once") {
  const random = seededRandom(seed);
  const paces = Array.from({ length: MEMBERS }, () => drawPace(random));
  const first = drawArms(random, () => true);
  const second = drawArms(random, (member) => again === "apart" || first[member] === "treated");
  const lived = (rate: (pace: number, member: number) => number) =>
    paces.map((pace, member) => drawPoisson(random, rate(pace, member) * WEEKS));
  const lasting = (member: number) => (first[member] === "treated" ? LASTING : 1);
  const own = (member: number) => (second[member] === "treated" ? effectOfSecond : 1);
  return [
    sumPhase(
      first,
      lived((pace, member) => pace * lasting(member)),
    ),
    sumPhase(
      second,
      lived((pace, member) => pace * lasting(member) * own(member)),
    ),
  ] as const;
}

function intervalOf(phases: readonly PhaseSums[]): Interval {
  const context = { interval: "classic", sampleRatioOk: true, unit: "member", dateOfUnits: () => null } as const;
  const { absolute } = liftOutcome("visits", phases, context);
  if (absolute === null) throw new Error("no interval");
  return absolute;
}

const holds = ({ low, high }: Interval, truth: number): boolean => low <= truth && truth <= high;

/** How many of the second quarter's intervals leave zero out although its mails do nothing. */
function countClaims(again: "apart" | "not_at_once"): number {
  return SEEDS.filter((seed) => !holds(intervalOf([liveTwoQuarters(seed, 1, again)[1]]), 0)).length;
}

it("over 600 pairs of quarters, independent draws err in 5% whatever the quarter before left behind", () => {
  const limits = exactLimits(SEEDS.length, 0.05);
  const claims = countClaims("apart");
  console.info(`independent draws: ${claims} of ${SEEDS.length} claim an effect that is none`);
  expect(claims).toBeGreaterThanOrEqual(limits.low);
  expect(claims).toBeLessThanOrEqual(limits.high);
});

it("and draws that spare whoever was held out before err far more often: that is why they are not made", () => {
  const claims = countClaims("not_at_once");
  console.info(`draws that spare the held out: ${claims} of ${SEEDS.length}`);
  expect(claims).toBeGreaterThan(SEEDS.length / 4);
});

it("and pooled intervals hold the pooled effect of each quarter's own mails in 95%", () => {
  const effectOfSecond = 1.2;
  const share = HELD_OUT / MEMBERS;
  const effects = [
    MEAN_PACE * (LASTING - 1),
    // On members as the quarter before left them.
    MEAN_PACE * (share + (1 - share) * LASTING) * (effectOfSecond - 1),
  ];
  const size = { treated: { units: MEMBERS - HELD_OUT }, control: { units: HELD_OUT } };
  const weights = phaseWeights([size, size]);
  const truth = effects.reduce((sum, effect, quarter) => sum + (weights[quarter] ?? 0) * effect, 0);
  const held = SEEDS.filter((seed) => holds(intervalOf(liveTwoQuarters(seed, effectOfSecond, "apart")), truth)).length;
  const limits = exactLimits(SEEDS.length, 0.95);
  console.info(`pooled: ${held} of ${SEEDS.length} hold the effect`);
  expect(held).toBeGreaterThanOrEqual(limits.low);
  expect(held).toBeLessThanOrEqual(limits.high);
});
