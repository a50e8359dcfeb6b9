import { expect, it } from "vitest";
import { PLANTED_EFFECT } from "../../src/simulate/behaviour.ts";
import { holds, judgeRates, tell } from "./proof/judge-rates.ts";
import { proveRotation } from "./proof/prove-rotation.ts";
import { liftQuarters, liveQuarters, readRotated } from "./rotated-communities.ts";

// The first communities of the proof that `npm run test:statistics` gives, with the limits of their number.
const RUNS = 30;

it(`over ${RUNS} simulated communities drawn anew in their second quarter, intervals hold each quarter's own effect, or none`, () => {
  const rates = judgeRates((ledger) => proveRotation(ledger, RUNS));
  expect(rates.map(({ first }) => first.runs)).toEqual(Array(16).fill(RUNS));
  for (const rate of rates) expect.soft(holds(rate), tell(rate)).toBe(true);
  // What lies outside is drawn again, ten times as often.
}, 1_200_000);

it("each quarter draws its own half of a community, and something is planted to be found", () => {
  const quarters = liveQuarters(1, PLANTED_EFFECT, readRotated());
  const [first, second] = quarters.map((exposed) => new Map(exposed.map(({ member, arm }) => [member, arm])));
  const both = [...(first ?? [])].filter(([member]) => second?.has(member));
  const alike = both.filter(([member, arm]) => second?.get(member) === arm).length;
  // 200 pairs of fair coins: standard deviation 7.
  expect(Math.abs(alike - both.length / 2)).toBeLessThan(25);
  expect(liftQuarters("visits", quarters).truth).toBeGreaterThan(0.05);
  expect(quarters.every((exposed) => exposed.length > 150)).toBe(true);
}, 60_000);
