import { bdtr, compiled } from "cephes";

await compiled;

/**
 * Between which counts a binomial lies with 99.9% probability: a rate outside is no accident of the seed.
 */
export function exactLimits(trials: number, probability: number, confidence = 0.999): { low: number; high: number } {
  const tail = (1 - confidence) / 2;
  let low = 0;
  while (bdtr(low, trials, probability) < tail) low += 1;
  let high = low;
  while (bdtr(high, trials, probability) < 1 - tail) high += 1;
  return { low, high };
}
