import { bdtr, compiled } from "cephes";
import { describe, expect, it } from "vitest";
import { exactLimits } from "./exact-limits.ts";
import { holds, judgeRates, tell } from "./proof/judge-rates.ts";
import { AGAIN, Ledger } from "./proof/ledger.ts";
import { PROOFS } from "./proof/proofs.ts";

await compiled;

const RUNS = 5_000;
const CLAIMED = 0.95;
const BIASED = 0.943;
/** As many as the whole proof counts. */
const RATES = 2_306;

/** How likely a rate of this real probability lies outside the limits of the one claimed. */
function chanceOutside(runs: number, real: number): number {
  const { low, high } = exactLimits(runs, CLAIMED);
  return bdtr(low - 1, runs, real) + 1 - bdtr(high, runs, real);
}

const FIRST = chanceOutside(RUNS, BIASED);
const SECOND = chanceOutside(AGAIN * RUNS, BIASED);

/** Rates that come true with this probability and are claimed to be 95%, each from a stream of its own. */
function judgeCoins(rates: number, probability: number, seed: number) {
  return judgeRates((ledger) => {
    for (let rate = 0; rate < rates; rate++) {
      const group = `coin ${rate}`;
      if (!ledger.wants(group)) continue;
      const random = ledger.randomOf(seed, rate, 0);
      for (let run = 0; run < ledger.runsOf(RUNS); run++)
        ledger.count(group, "heads", "exactly", CLAIMED, random() < probability);
    }
  });
}

describe("what a second draw promises, counted out", () => {
  it("leaves hardly any false alarm, of all rates together", () => {
    expect(chanceOutside(RUNS, CLAIMED)).toBeLessThan(0.001);
    expect(chanceOutside(AGAIN * RUNS, CLAIMED)).toBeLessThan(0.001);
    expect(RATES * 0.001 ** 2).toBeCloseTo(0.0023, 4);
    // A single draw: two expected outside, and seldom none.
    expect(RATES * 0.001).toBeCloseTo(2.3, 1);
    expect(1 - 0.999 ** RATES).toBeCloseTo(0.9, 2);
  });

  it("lets nothing go that the first one saw: a true 94.3% is found again for certain", () => {
    expect(FIRST).toBeCloseTo(0.143, 3);
    expect(SECOND).toBeGreaterThan(0.9998);
    // Of seven effects, and of those in nine sizes, one at least.
    expect(1 - (1 - FIRST * SECOND) ** 7).toBeCloseTo(0.66, 2);
    expect(1 - (1 - FIRST * SECOND) ** 63).toBeGreaterThan(0.9999);
  });
});

describe("rates that are drawn", () => {
  it("pass where they are as claimed, also those that lie outside at first", () => {
    const rates = judgeCoins(5_000, CLAIMED, 1);
    const again = rates.filter((rate) => rate.again !== null);
    const { low, high } = exactLimits(5_000, chanceOutside(RUNS, CLAIMED));
    expect(again.length).toBeGreaterThanOrEqual(Math.max(1, low));
    expect(again.length).toBeLessThanOrEqual(high);
    expect(again.map((rate) => rate.again?.runs)).toEqual(again.map(() => AGAIN * RUNS));
    expect(rates.filter((rate) => !holds(rate)).map(tell)).toEqual([]);
  }, 120_000);

  it("fail where they are a little less, whenever they lay outside at first", () => {
    const rates = judgeCoins(300, BIASED, 2);
    const again = rates.filter((rate) => rate.again !== null);
    const { low, high } = exactLimits(300, FIRST);
    expect(again.length).toBeGreaterThanOrEqual(low);
    expect(again.length).toBeLessThanOrEqual(high);
    expect(again.filter(holds).map(tell)).toEqual([]);
  }, 60_000);

  it("are told with both counts", () => {
    const [biased] = judgeCoins(1, 0.9, 3);
    if (biased === undefined) throw new Error("nothing drawn");
    expect(tell(biased)).toMatch(
      /^coin 0 · heads: first 4,\d{3} of 5,000, drawn again 4[45],\d{3} of 50,000, expected 47,\d{3} to 47,\d{3}$/,
    );
  });

  it("are judged anew one by one: what held at first stands, though its experiment is drawn again", () => {
    const claims = (ledger: Ledger) => {
      for (let run = 0; run < ledger.runsOf(100); run++) {
        ledger.count("one", "never true", "exactly", CLAIMED, false);
        // Holds at first, and would not when drawn again.
        ledger.count("one", "true at first", "at least", CLAIMED, ledger.runsOf(1) === 1);
        if (ledger.wants("other")) ledger.count("other", "true", "at least", CLAIMED, true);
      }
    };
    const rates = judgeRates(claims).map((rate) => [rate.first.claim, rate.again?.runs ?? null, holds(rate)]);
    expect(rates).toEqual([
      ["never true", 1_000, false],
      ["true at first", null, true],
      ["true", null, true],
    ]);
  });
});

describe("every proof", () => {
  it("draws again only what is asked for", () => {
    for (const { name, prove } of PROOFS) {
      const ledger = new Ledger(new Set(["none of them"]));
      prove(ledger, 1);
      expect(ledger.rates, name).toEqual([]);
    }
  });

  // Those of large communities have the same code as the small ones.
  const quick = PROOFS.filter(({ name }) => /looks: 300|intervals: 300, half held out, none|^[crs][a-z ]+$/.test(name));

  it.each(quick.filter(({ name }) => name !== "rotation"))(
    "draws ten times as many, and others: $name",
    ({ prove }) => {
      const first = new Ledger();
      prove(first, 2);
      const seeds: number[] = [];
      const groups = new Set(first.rates.map(({ group }) => group));
      const second = new (class extends Ledger {
        override seedOf(seed: number): number {
          seeds.push(seed);
          return super.seedOf(seed);
        }
      })(groups);
      prove(second, 2);
      const most = (rates: typeof first.rates) => Math.max(...rates.map(({ runs }) => runs));
      expect(most(second.rates)).toBe(AGAIN * most(first.rates));
      expect(seeds.length).toBeGreaterThanOrEqual(2 * AGAIN);
      expect(seeds.every((seed) => second.seedOf(seed) !== seed)).toBe(true);
    },
    120_000,
  );
});
