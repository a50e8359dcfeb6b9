import { compiled, hyp2f1, lgam } from "cephes";
import { aliveProbability, type BgNbd, type VisitHistory } from "./bg-nbd.ts";

await compiled;

/** Nearer to 1 than this, a makes the formulas divide by nothing. */
const SMALLEST_DISTANCE = 1e-9;

/** Repeat visits expected of a new member within `time`, formula 9 of the paper; null where a is 1. */
export function expectedVisits({ r, alpha, a, b }: BgNbd, time: number): number | null {
  if (Math.abs(a - 1) < SMALLEST_DISTANCE) return null;
  const share = time / (alpha + time);
  return ((a + b - 1) / (a - 1)) * (1 - (1 - share) ** r * hyp2f1(r, b, a + b - 1, share));
}

/** Visits expected of a member with this history within `time` from now, formula 10 of the paper; null where a is 1. */
export function expectedVisitsOf(model: BgNbd, history: VisitHistory, time: number): number | null {
  const { r, alpha, a, b } = model;
  const { repeats, age } = history;
  if (Math.abs(a - 1) < SMALLEST_DISTANCE) return null;
  const share = time / (alpha + age + time);
  const hyper = hyp2f1(r + repeats, b + repeats, a + b + repeats - 1, share);
  const ifAlive = ((a + b + repeats - 1) / (a - 1)) * (1 - (1 - share) ** (r + repeats) * hyper);
  return ifAlive * aliveProbability(model, history);
}

/** The chance of exactly `count` repeat visits of a new member within `time`, formula 8 of the paper. */
export function visitsProbability({ r, alpha, a, b }: BgNbd, count: number, time: number): number {
  const share = time / (alpha + time);
  const term = (n: number): number => Math.exp(lgam(r + n) - lgam(r) - lgam(n + 1)) * (1 - share) ** r * share ** n;
  const still = Math.exp(logBeta(a, b + count) - logBeta(a, b)) * term(count);
  if (count === 0) return still;
  let fewer = 0;
  for (let n = 0; n < count; n++) fewer += term(n);
  return still + Math.exp(logBeta(a + 1, b + count - 1) - logBeta(a, b)) * (1 - fewer);
}

function logBeta(one: number, other: number): number {
  return lgam(one) + lgam(other) - lgam(one + other);
}
