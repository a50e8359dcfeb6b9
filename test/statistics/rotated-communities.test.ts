import { expect, it } from "vitest";
import { PLANTED_EFFECT } from "../../src/simulate/behaviour.ts";
import { isWithin, Ledger, limitsOf } from "./proof/ledger.ts";
import { proveRotation } from "./proof/prove-rotation.ts";
import { liftQuarters, liveQuarters, readRotated } from "./rotated-communities.ts";

// The first communities of the proof that `npm run test:statistics` gives, with the limits of their number.
const RUNS = 30;

it(`over ${RUNS} simulated communities drawn anew in their second quarter, intervals hold each quarter's own effect, or none`, () => {
  const ledger = new Ledger();
  proveRotation(ledger, RUNS);
  expect(ledger.rates.map(({ runs }) => runs)).toEqual(Array(16).fill(RUNS));
  for (const rate of ledger.rates) {
    const { low, high } = limitsOf(rate);
    const told = `${rate.group} · ${rate.claim}: ${rate.hits} of ${rate.runs}, expected ${low} to ${high}`;
    expect.soft(isWithin(rate), told).toBe(true);
  }
}, 300_000);

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
