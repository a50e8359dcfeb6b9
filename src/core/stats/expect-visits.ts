import { compiled, incbet, lgam } from "cephes";
import type { NotComputable } from "./arm-estimate.ts";
import { aliveProbability, type BgNbd, type VisitHistory } from "./bg-nbd.ts";
import { orZero } from "./distributions.ts";

await compiled;

export type ExpectedVisits = { readonly visits: number } | { readonly reason: NotComputable };

/** Repeat visits expected of a new member within `time`: what formula 9 of the paper comes to. */
export function expectedVisits(model: BgNbd, time: number): ExpectedVisits {
  if (!isModel(model) || !isTime(time)) return { reason: "out_of_range" };
  return finite(meanOverLeaving(model, time));
}

/** Visits expected of a member with this history within `time` from now: what formula 10 of the paper comes to. */
export function expectedVisitsOf(model: BgNbd, history: VisitHistory, time: number): ExpectedVisits {
  const { repeats, age } = history;
  if (!isModel(model) || ![time, repeats, history.recency, age].every(isTime)) return { reason: "out_of_range" };
  if (history.recency > age) return { reason: "out_of_range" };
  const { r, alpha, a, b } = model;
  const since = { r: r + repeats, alpha: alpha + age, a, b: b + repeats };
  return finite(meanOverLeaving(since, time) * aliveProbability(model, history));
}

/** The chance of exactly `count` repeat visits of a new member within `time`, formula 8 of the paper. */
export function visitsProbability(
  model: BgNbd,
  count: number,
  time: number,
): { readonly probability: number } | { readonly reason: NotComputable } {
  if (!isModel(model) || !isTime(time) || !(Number.isSafeInteger(count) && count >= 0))
    return { reason: "out_of_range" };
  const { r, alpha, a, b } = model;
  const share = time / (alpha + time);
  if (share === 0) return { probability: count === 0 ? 1 : 0 };
  const drawn = lgam(r + count) - lgam(r) - lgam(count + 1) - r * Math.log1p(time / alpha) + count * Math.log(share);
  const still = Math.exp(logBeta(a, b + count) - logBeta(a, b) + drawn);
  // 1 − the sum in the formula is the tail of a negative binomial, which loses no digits.
  const left =
    count === 0 ? 0 : Math.exp(logBeta(a + 1, b + count - 1) - logBeta(a, b)) * orZero(() => incbet(count, r, share));
  const probability = still + left;
  // Of parameters beyond all measure the logarithms cancel to nothing that means anything.
  return probability <= 1 + ROUNDING ? { probability: Math.min(1, probability) } : { reason: "out_of_range" };
}

/** A probability that is above 1 by less than this is 1. */
const ROUNDING = 1e-6;

/** Step of the sum below, of which half changes nothing in the twelfth digit; and its least reach. */
const STEP = 1 / 64;
const REACH = 13;
/** Nearer to 0 than this, numbers lose their digits; there the visits are r·time/alpha. */
const SMALLEST_LEAVE = 1e-280;
/** exp of less than this adds nothing. */
const NOTHING = -45;

/**
 * The mean over the chance p of leaving, beta with a and b, of the visits expected at a given p: (1 − (1 + p·time/alpha)^−r) / p.
 * Formula 9 is this integral by the hypergeometric function, which overflows where members come often, loses its digits
 * where few leave, and divides by nothing where a is 1. Summed over the logit of p, around its mode, in steps that widen
 * as a double exponential (Takahasi and Mori 1974), as far as a small a or b has weight, and divided by the sum of the weights.
 */
function meanOverLeaving({ r, alpha, a, b }: BgNbd, time: number): number {
  const middle = Math.log(a / b);
  const scale = Math.min(1, Math.sqrt(1 / a + 1 / b));
  const logWeight = (logit: number) => -a * softplus(-logit) - b * softplus(logit);
  const most = logWeight(middle);
  const reach = Math.max(REACH, Math.asinh((Math.abs(middle) - NOTHING / Math.min(a, b)) / scale));
  const ratio = time / alpha;
  let [sum, weights] = [0, 0];
  for (let u = -reach; u <= reach; u += STEP) {
    const logit = middle + scale * Math.sinh(u);
    const less = logWeight(logit) - most;
    if (less < NOTHING) continue;
    const weight = Math.exp(less) * Math.cosh(u);
    const leave = Math.exp(-softplus(-logit));
    const visits = leave > SMALLEST_LEAVE ? -Math.expm1(-r * Math.log1p(leave * ratio)) / leave : r * ratio;
    sum += weight * visits;
    weights += weight;
  }
  return sum / weights;
}

/** ln(1 + e^x) without overflow. */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

function logBeta(one: number, other: number): number {
  return lgam(one) + lgam(other) - lgam(one + other);
}

function finite(visits: number): ExpectedVisits {
  return Number.isFinite(visits) ? { visits } : { reason: "out_of_range" };
}

/** Beyond it, and below one by it, logarithms of gamma functions are no numbers. */
const LARGEST = 1e150;

function isModel(model: BgNbd): boolean {
  return Object.values(model).every((parameter) => parameter >= 1 / LARGEST && parameter <= LARGEST);
}

function isTime(value: number): boolean {
  return value >= 0 && value <= LARGEST;
}
