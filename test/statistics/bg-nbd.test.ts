import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aliveProbability, type BgNbd, logOddsOfLeft } from "../../src/core/stats/bg-nbd.ts";
import {
  type ExpectedVisits,
  expectedVisits,
  expectedVisitsOf,
  visitsProbability,
} from "../../src/core/stats/expect-visits.ts";
import { type CountedHistory, fitBgNbd, logLikelihood } from "../../src/core/stats/fit-bg-nbd.ts";

const VECTORS = new URL("../../../shared/data/vectors/bg-nbd.json", import.meta.url);
const CDNOW = new URL("../../../shared/data/vectors/cdnow-summary.csv", import.meta.url);

interface Conditional {
  x: number;
  t_x: number;
  T: number;
}
interface Vectors {
  published: {
    params: BgNbd;
    expected_purchases: { times: number[]; values: number[]; decimals: number };
    conditional: Conditional & { t: number; value: number; tol: number };
    prob_n_t30: { n: number[] };
  };
  recomputed: {
    mle: BgNbd;
    loglik_at_mle: number;
    loglik_at_published: number;
    at_published_params: {
      expected_purchases: number[];
      conditional_2_3043_3886_39: number;
      p_alive: (Conditional & { p: number })[];
      prob_n: { t: number; n: number; p: number }[];
      prob_n_t30: number[];
    };
    at_mle: { conditional_2_3043_3886_39: number; p_alive_2_3043_3886: number; expected_purchases: number[] };
  };
}

const present = existsSync(VECTORS) && existsSync(CDNOW);
const historyOf = ({ x, t_x: recency, T: age }: Conditional) => ({ repeats: x, recency, age });

describe.skipIf(!present)("BG/NBD on the CDNOW customers (skipped where the shared vectors are absent)", () => {
  const vectors = present ? (JSON.parse(readFileSync(VECTORS, "utf8")) as Vectors) : (null as never);
  const customers = present ? readCustomers() : [];

  it("finds the maximum-likelihood parameters, whether customers are counted one by one or grouped", () => {
    for (const histories of [customers, grouped(customers)]) {
      const fitted = fitBgNbd(histories);
      if (!("model" in fitted)) throw new Error(fitted.reason);
      for (const parameter of ["r", "alpha", "a", "b"] as const) {
        expect(fitted.model[parameter] / vectors.recomputed.mle[parameter]).toBeCloseTo(1, 4);
        expect(fitted.model[parameter]).toBeCloseTo(vectors.published.params[parameter], 2);
      }
      expect(fitted.logLikelihood).toBeCloseTo(vectors.recomputed.loglik_at_mle, 6);
    }
  });

  it("has the published log-likelihood", () => {
    expect(logLikelihood(vectors.published.params, customers)).toBeCloseTo(vectors.recomputed.loglik_at_published, 6);
    expect(logLikelihood(vectors.recomputed.mle, customers)).toBeCloseTo(vectors.recomputed.loglik_at_mle, 6);
  });

  it("gives the published chance of being alive, purchases to come and distribution of purchases", () => {
    const { params, expected_purchases: purchases, conditional, prob_n_t30: thirty } = vectors.published;
    const { at_published_params: atPublished, at_mle: atMle, mle } = vectors.recomputed;
    for (const { p, ...history } of atPublished.p_alive) {
      expect(aliveProbability(params, historyOf(history))).toBeCloseTo(p, 12);
    }
    purchases.times.forEach((time, index) => {
      expect(visitsOf(expectedVisits(params, time))).toBeCloseTo(atPublished.expected_purchases[index] as number, 12);
      expect(visitsOf(expectedVisits(mle, time))).toBeCloseTo(atMle.expected_purchases[index] as number, 12);
      expect(visitsOf(expectedVisits(mle, time))).toBeCloseTo(purchases.values[index] as number, 3);
    });
    const history = historyOf(conditional);
    const published = visitsOf(expectedVisitsOf(params, history, conditional.t));
    expect(published).toBeCloseTo(atPublished.conditional_2_3043_3886_39, 12);
    expect(visitsOf(expectedVisitsOf(mle, history, conditional.t))).toBeCloseTo(atMle.conditional_2_3043_3886_39, 12);
    expect(Math.abs(published - conditional.value)).toBeLessThan(conditional.tol);
    expect(aliveProbability(mle, history)).toBeCloseTo(atMle.p_alive_2_3043_3886, 12);
    // The vectors subtract a sum from 1, which costs digits.
    for (const { n, t, p } of atPublished.prob_n) expect(chanceOf(params, n, t) / p).toBeCloseTo(1, 10);
    thirty.n.forEach((n, index) => {
      expect(chanceOf(params, n, 30) / (atPublished.prob_n_t30[index] as number)).toBeCloseTo(1, 10);
    });
  });
});

describe("BG/NBD", () => {
  const parameterArb = fc.double({ min: 0.01, max: 100, noNaN: true });
  const modelArb = fc.record({ r: parameterArb, alpha: parameterArb, a: parameterArb, b: parameterArb });
  const historyArb = fc
    .tuple(fc.nat({ max: 2_000 }), fc.nat({ max: 4_000 }), fc.nat({ max: 4_000 }))
    .map(([repeats, recency, silence]) =>
      repeats === 0 ? { repeats, recency: 0, age: silence } : { repeats, recency, age: recency + silence },
    );

  it("never answers what is no probability, however long and often a member came", () => {
    fc.assert(
      fc.property(modelArb, historyArb, (model, history) => {
        const alive = aliveProbability(model, history);
        expect(alive).toBeGreaterThanOrEqual(0);
        expect(alive).toBeLessThanOrEqual(1);
        const odds = logOddsOfLeft(model, history);
        expect(odds === null).toBe(history.repeats === 0);
        if (odds !== null) expect(odds).toBeTypeOf("number");
        if (odds !== null) expect(Number.isFinite(odds)).toBe(true);
      }),
    );
  });

  it("fits any community, or says why it cannot", () => {
    const historiesArb = fc.array(
      historyArb.map((history) => ({ ...history, members: 1 })),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(historiesArb, (histories) => {
        const fitted = fitBgNbd(histories);
        const repeaters = histories.filter(({ repeats }) => repeats > 0).length;
        expect("reason" in fitted).toBe(repeaters < 10);
        if (!("model" in fitted)) return;
        for (const parameter of Object.values(fitted.model)) {
          expect(Number.isFinite(parameter) && parameter > 0).toBe(true);
        }
        expect(Number.isFinite(fitted.logLikelihood)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("expects visits where the formula divides by nothing or overflows", () => {
    const near = (a: number) => visitsOf(expectedVisits({ r: 1, alpha: 1, a, b: 2 }, 10));
    expect(near(1)).toBeCloseTo((near(0.999) + near(1.001)) / 2, 5);
    // By mpmath, whose hypergeometric function has as many digits as it needs.
    for (const [r, alpha, a, b, time, visits] of [
      [0.024, 0.16, 0.01, 17, 556, 80.219431084378],
      // Hardly anybody leaves, or everybody at once, or some never and some at once.
      [1, 1, 1e-6, 2, 10, 9.9999836231718],
      [3, 4, 1e-12, 0.5, 30, 22.49999999990665],
      [0.5, 20, 5, 1e-6, 90, 0.5735986598890975],
      [2, 7, 1e-5, 1e-5, 50, 7.635149415719314],
    ] as const)
      expect(visitsOf(expectedVisits({ r, alpha, a, b }, time)) / visits).toBeCloseTo(1, 11);
    // Of members who are all alike, each leaves with the same chance: (1 − (1 + p·time/alpha)^−r) / p.
    const alike = visitsOf(expectedVisits({ r: 1, alpha: 1, a: 1e140, b: 1e140 }, 3));
    expect(alike).toBeCloseTo((1 - (1 + 0.5 * 3) ** -1) / 0.5, 11);
  });

  it("expects no less than nothing and no more than those who never leave would come, or says why it cannot", () => {
    fc.assert(
      fc.property(modelArb, historyArb, fc.double({ min: 0, max: 1e5, noNaN: true }), (model, history, time) => {
        const { r, alpha } = model;
        const { repeats, age } = history;
        for (const [expected, most] of [
          [visitsOf(expectedVisits(model, time)), (r * time) / alpha],
          [visitsOf(expectedVisitsOf(model, history, time)), ((r + repeats) * time) / (alpha + age)],
        ] as const) {
          expect(expected).toBeGreaterThanOrEqual(0);
          expect(expected).toBeLessThanOrEqual(most * (1 + 1e-9) + 1e-300);
        }
        const chance = chanceOf(model, repeats, time);
        expect(chance).toBeGreaterThanOrEqual(0);
        expect(chance).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { seed: 2005, numRuns: 300 },
    );
    expect(expectedVisits({ r: 1, alpha: 0, a: 1, b: 1 }, 3)).toEqual({ reason: "out_of_range" });
    expect(expectedVisits({ r: 1, alpha: 1, a: 1, b: 1 }, -3)).toEqual({ reason: "out_of_range" });
  });
});

function visitsOf(expected: ExpectedVisits): number {
  if ("reason" in expected) throw new Error(expected.reason);
  return expected.visits;
}

function chanceOf(...asked: Parameters<typeof visitsProbability>): number {
  const chance = visitsProbability(...asked);
  if ("reason" in chance) throw new Error(chance.reason);
  return chance.probability;
}

function readCustomers(): CountedHistory[] {
  const [, ...rows] = readFileSync(CDNOW, "utf8").trim().split("\n");
  return rows.map((row) => {
    const [, repeats, recency, age] = row.split(",").map(Number);
    return { repeats: repeats as number, recency: recency as number, age: age as number, members: 1 };
  });
}

function grouped(histories: readonly CountedHistory[]): CountedHistory[] {
  const groups = new Map<string, CountedHistory>();
  for (const history of histories) {
    const key = JSON.stringify(history);
    groups.set(key, { ...history, members: (groups.get(key)?.members ?? 0) + 1 });
  }
  return [...groups.values()];
}
