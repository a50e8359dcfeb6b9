import { compiled, lgam } from "cephes";
import type { BgNbd, VisitHistory } from "./bg-nbd.ts";
import { minimise } from "./nelder-mead.ts";

await compiled;

/** Members with the same history, counted: the work of a fit grows with the different ones, not with the members. */
export interface CountedHistory extends VisitHistory {
  readonly members: number;
}

export type FittedBgNbd =
  | { readonly model: BgNbd; readonly logLikelihood: number }
  | { readonly reason: "too_few_repeats" | "out_of_range" };

/** Members with a repeat visit; with fewer, four parameters say nothing. */
const LEAST_REPEATERS = 10;
/** Of the mean log-likelihood of a member. */
const TOLERANCE = 1e-12;
/** Logarithms of the parameters stay within this: beyond it only a community without any spread would go. */
const LARGEST_LOG = 10;

/** The log-likelihood of these histories, formula 6 of the paper. */
export function logLikelihood(model: BgNbd, histories: readonly CountedHistory[]): number {
  return likelihoodOf(histories)(model);
}

/** Logarithms are taken once for each different number and time, so that a history costs two exponentials. */
function likelihoodOf(histories: readonly CountedHistory[]): (model: BgNbd) => number {
  const repeats = numbered(histories.map((history) => history.repeats));
  const times = numbered(histories.flatMap(({ recency, age }) => [recency, age]));
  const members = Float64Array.from(histories, (history) => history.members);
  return ({ r, alpha, a, b }) => {
    const constant = r * Math.log(alpha) - lgam(r) + lgam(a + b) - lgam(b);
    const rates = repeats.different.map((n) => r + n);
    const factors = repeats.different.map((n) => lgam(r + n) + lgam(b + n) - lgam(a + b + n) + constant);
    const leaving = repeats.different.map((n) => (n === 0 ? Number.NEGATIVE_INFINITY : Math.log(a / (b + n - 1))));
    const timeLogs = times.different.map((time) => Math.log(alpha + time));
    let sum = 0;
    for (let index = 0; index < members.length; index++) {
      const n = repeats.of[index] as number;
      const rate = rates[n] as number;
      const alive = -rate * (timeLogs[times.of[2 * index + 1] as number] as number);
      const left = (leaving[n] as number) - rate * (timeLogs[times.of[2 * index] as number] as number);
      const tail =
        alive > left ? alive + Math.log1p(Math.exp(left - alive)) : left + Math.log1p(Math.exp(alive - left));
      sum += (members[index] as number) * ((factors[n] as number) + tail);
    }
    return sum;
  };
}

/** The different values, and the place of each value among them. */
function numbered(values: readonly number[]): { readonly different: Float64Array; readonly of: Int32Array } {
  const places = new Map<number, number>();
  const of = Int32Array.from(values, (value) => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  return { different: Float64Array.from(places.keys()), of };
}

/**
 * Maximum likelihood, by descent over the logarithms of the parameters. The cost is one pass over the histories for each of
 * some hundred evaluations: 100,000 different ones take about two seconds.
 */
export function fitBgNbd(histories: readonly CountedHistory[]): FittedBgNbd {
  if (!histories.every(isHistory)) return { reason: "out_of_range" };
  const repeaters = histories.reduce((sum, { repeats, members }) => sum + (repeats > 0 ? members : 0), 0);
  if (repeaters < LEAST_REPEATERS) return { reason: "too_few_repeats" };
  const all = histories.reduce((sum, { members }) => sum + members, 0);
  const meanAge = histories.reduce((sum, { age, members }) => sum + age * members, 0) / all;
  const likelihood = likelihoodOf(histories);
  const evaluate = (logs: readonly number[]): number => {
    const inside = logs.map((log) => Math.max(-LARGEST_LOG, Math.min(LARGEST_LOG, log)));
    const beyond = logs.reduce((sum, log, index) => sum + (log - (inside[index] as number)) ** 2, 0);
    return beyond - likelihood(modelOf(inside)) / all;
  };
  // A tenth of the time that members have been known is nearer to any community's alpha than a fixed number of days.
  const { point } = minimise(evaluate, [0, Math.log(Math.max(1, meanAge / 10)), 0, 0], TOLERANCE);
  const model = modelOf(point);
  const found = likelihood(model);
  return Number.isFinite(found) ? { model, logLikelihood: found } : { reason: "out_of_range" };
}

function isHistory({ repeats, recency, age, members }: CountedHistory): boolean {
  const counts = [repeats, recency, age, members];
  return Number.isSafeInteger(repeats) && counts.every((value) => Number.isFinite(value) && value >= 0);
}

function modelOf(logs: readonly number[]): BgNbd {
  const [r, alpha, a, b] = logs.map((log) => Math.exp(Math.max(-LARGEST_LOG, Math.min(LARGEST_LOG, log))));
  return { r: r as number, alpha: alpha as number, a: a as number, b: b as number };
}
