import { chdtrc, compiled, incbet, incbi, ndtri } from "cephes";

// cephes compiles its WebAssembly once, in a fraction of a second; awaited here, so that no caller has to know.
await compiled;

/** P(|T| > |t|) of Student's t; from the tail itself, because 2·(1 − cdf) underflows. `degrees` may be fractional. */
export function studentTwoSidedTail(t: number, degrees: number): number {
  return incbet(degrees / 2, 0.5, degrees / (degrees + t * t));
}

/** The t that Student's distribution exceeds in absolute value with probability `alpha`. */
export function studentTwoSidedQuantile(alpha: number, degrees: number): number {
  const y = incbi(0.5, degrees / 2, 1 - alpha);
  return Math.sqrt((degrees * y) / (1 - y));
}

/** P(T > t), one-sided. */
export function studentUpperTail(t: number, degrees: number): number {
  const half = studentTwoSidedTail(t, degrees) / 2;
  return t >= 0 ? half : 1 - half;
}

/** The z below which a standard normal lies with this probability. */
export function normalQuantile(probability: number): number {
  return ndtri(probability);
}

/** P(X > x) of chi-squared. */
export function chiSquaredTail(x: number, degrees: number): number {
  return x <= 0 ? 1 : chdtrc(degrees, x);
}
