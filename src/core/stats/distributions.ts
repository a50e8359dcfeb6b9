import { chdtrc, compiled, erfc, incbet, incbi, lgam, ndtri } from "cephes";

// cephes compiles its WebAssembly once, in a fraction of a second; awaited here, so that no caller has to know.
await compiled;

/** From so many degrees of freedom on, the incomplete beta function loses digits that expansions around the normal keep. */
const MANY_DEGREES = 1e4;
/** From so many on, the inverse of the incomplete beta function goes astray far out, and a search from near the normal does not. */
const SOME_DEGREES = 100;

/**
 * P(|T| > |t|) of Student's t; from the tail itself, because 2·(1 − cdf) underflows. `degrees` may be fractional. With many
 * degrees by the normal deviate of Hill (1970, algorithm 395).
 */
export function studentTwoSidedTail(t: number, degrees: number): number {
  const square = t * t;
  if (degrees > MANY_DEGREES) return normalTwoSidedTail(hillDeviate(square, degrees));
  if (square < 1) return 1 - orZero(() => incbet(0.5, degrees / 2, square / (degrees + square)));
  return orZero(() => incbet(degrees / 2, 0.5, degrees / (degrees + square)));
}

function hillDeviate(square: number, degrees: number): number {
  const a = degrees - 0.5;
  const b = 48 * a * a;
  const z = Math.sqrt(a * Math.log1p(square / degrees));
  const [z2, z4] = [z * z, z ** 4];
  const further = ((((4 * z2 + 33) * z2 + 240) * z2 + 855) * z) / (10 * b * (b + 0.8 * z4 + 100));
  return Number.isFinite(z4) ? z + ((z2 + 3) * z) / b - further : z;
}

/** The t that Student's distribution exceeds in absolute value with probability `alpha`, which lies between 0 and 1. */
export function studentTwoSidedQuantile(alpha: number, degrees: number): number {
  if (degrees > MANY_DEGREES) return cornishFisher(-normalQuantile(alpha / 2), degrees);
  if (degrees > SOME_DEGREES) return searchQuantile(alpha, degrees);
  if (alpha < 0.5) {
    const rest = incbi(degrees / 2, 0.5, alpha);
    return Math.sqrt((degrees * (1 - rest)) / rest);
  }
  const y = incbi(0.5, degrees / 2, 1 - alpha);
  return Math.sqrt((degrees * y) / (1 - y));
}

/** Newton's steps on the logarithm of the tail, which is nearly a parabola. */
function searchQuantile(alpha: number, degrees: number): number {
  const constant = lgam((degrees + 1) / 2) - lgam(degrees / 2) - Math.log(degrees * Math.PI) / 2 + Math.LN2;
  let t = cornishFisher(-normalQuantile(alpha / 2), degrees);
  for (let step = 0; step < 8; step++) {
    const tail = studentTwoSidedTail(t, degrees);
    const density = Math.exp(constant - ((degrees + 1) / 2) * Math.log1p((t * t) / degrees));
    const change = (tail * Math.log(tail / alpha)) / density;
    if (!Number.isFinite(change)) break;
    t += change;
    if (Math.abs(change) <= 1e-14 * Math.abs(t)) break;
  }
  return t;
}

/** Student's quantile from the normal one (Fisher and Cornish 1960). */
function cornishFisher(z: number, degrees: number): number {
  const z2 = z * z;
  const first = ((z2 + 1) * z) / 4;
  const second = (((5 * z2 + 16) * z2 + 3) * z) / 96;
  const third = ((((3 * z2 + 19) * z2 + 17) * z2 - 15) * z) / 384;
  return z + (first + (second + third / degrees) / degrees) / degrees;
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

/** P(|Z| > |z|) of a standard normal, from the tail itself. */
export function normalTwoSidedTail(z: number): number {
  return orZero(() => erfc(Math.abs(z) / Math.SQRT2));
}

/** P(X > x) of chi-squared. */
export function chiSquaredTail(x: number, degrees: number): number {
  return x <= 0 ? 1 : orZero(() => chdtrc(degrees, x));
}

/** cephes throws where a probability is smaller than any number: there it is 0. */
export function orZero(probability: () => number): number {
  try {
    return probability();
  } catch (error) {
    if (error instanceof Error && error.message.includes("underflow")) return 0;
    throw error;
  }
}
