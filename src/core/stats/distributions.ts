import { chdtrc, compiled, erfc, incbet, incbi, lgam, ndtri } from "cephes";

// cephes compiles its WebAssembly once, in a fraction of a second; awaited here, so that no caller has to know.
await compiled;

/** From so many degrees of freedom on, the incomplete beta function loses digits that expansions around the normal keep. */
const MANY_DEGREES = 1e4;
/** From so many on, a search for a quantile begins near the normal one. */
const SOME_DEGREES = 100;
/** t² / degrees beyond which the first term of the tail's expansion is all of it. */
const FAR_OUT = 1e60;

/**
 * P(|T| > |t|) of Student's t; from the tail itself, because 2·(1 − cdf) underflows. `degrees` may be fractional. With many
 * degrees by the normal deviate of Hill (1970, algorithm 395).
 */
export function studentTwoSidedTail(t: number, degrees: number): number {
  const square = t * t;
  if (degrees <= MANY_DEGREES && square / degrees > FAR_OUT) return farTail(Math.abs(t), degrees);
  if (degrees > MANY_DEGREES) return normalTwoSidedTail(hillDeviate(square, degrees));
  if (square < 1) return 1 - orZero(() => incbet(0.5, degrees / 2, square / (degrees + square)));
  return orZero(() => incbet(degrees / 2, 0.5, degrees / (degrees + square)));
}

/** Where 1 + t² / degrees is t² / degrees for any computer: degrees^(degrees / 2) / t^degrees by degrees / 2 · B(degrees / 2, 1/2). */
function farTail(t: number, degrees: number): number {
  return Math.exp(degrees * (Math.log(degrees) / 2 - Math.log(t)) - logFarDivisor(degrees));
}

function farQuantile(alpha: number, degrees: number): number {
  return Math.exp(Math.log(degrees) / 2 - (Math.log(alpha) + logFarDivisor(degrees)) / degrees);
}

function logFarDivisor(degrees: number): number {
  const half = degrees / 2;
  return Math.log(half) + lgam(half) + lgam(0.5) - lgam(half + 0.5);
}

function hillDeviate(square: number, degrees: number): number {
  const a = degrees - 0.5;
  const b = 48 * a * a;
  const z = Math.sqrt(a * Math.log1p(square / degrees));
  const [z2, z4] = [z * z, z ** 4];
  const further = ((((4 * z2 + 33) * z2 + 240) * z2 + 855) * z) / (10 * b * (b + 0.8 * z4 + 100));
  return Number.isFinite(z4) ? z + ((z2 + 3) * z) / b - further : z;
}

/**
 * The t that Student's distribution exceeds in absolute value with probability `alpha`, which lies between 0 and 1. Infinity where it is
 * beyond all numbers, as with a hundredth of a degree.
 */
export function studentTwoSidedQuantile(alpha: number, degrees: number): number {
  const far = farQuantile(alpha, degrees);
  if (far * far > FAR_OUT * degrees) return far;
  if (alpha > 0.1 && degrees <= SOME_DEGREES && alpha > studentTwoSidedTail(Math.sqrt(degrees), degrees)) {
    const y = incbi(0.5, degrees / 2, 1 - alpha);
    return Math.sqrt((degrees * y) / (1 - y));
  }
  return searchQuantile(
    alpha,
    degrees,
    degrees > SOME_DEGREES ? cornishFisher(-normalQuantile(alpha / 2), degrees) : far,
  );
}

/** Newton's steps on the logarithms of the tail and of t: bent to one side only, so that no start leads astray. */
function searchQuantile(alpha: number, degrees: number, start: number): number {
  const half = degrees / 2;
  // Γ(h + 1/2) / Γ(h) / √h, of whose logarithms large ones lose all digits.
  const gammas = half > MANY_DEGREES ? -1 / (8 * half) : lgam(half + 0.5) - lgam(half) - Math.log(half) / 2;
  const constant = gammas + Math.LN2 - Math.log(2 * Math.PI) / 2;
  let t = start;
  for (let step = 0; step < 100; step++) {
    const tail = studentTwoSidedTail(t, degrees);
    const density = Math.exp(constant - ((degrees + 1) / 2) * Math.log1p((t * t) / degrees));
    const change = (tail * Math.log(tail / alpha)) / density / t;
    if (!Number.isFinite(change)) break;
    t *= Math.exp(change);
    if (Math.abs(change) <= 1e-15) break;
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
  if (x <= 0) return 1;
  // Far below the mean it is the other side that is smaller than any number.
  const tail = orZero(() => chdtrc(degrees, x));
  return tail === 0 && x < degrees ? 1 : tail;
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
