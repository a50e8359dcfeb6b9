/** Numbers from 0 to 1, the same ones for the same seed. */
export type Random = () => number;

/** Mulberry32: 32 bits of state, good enough to draw what people may do. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Gamma with this shape and rate: Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000. */
export function drawGamma(random: Random, shape: number, rate: number): number {
  if (shape < 1) return drawGamma(random, shape + 1, rate) * open(random) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = drawNormal(random);
    const v = (1 + c * normal) ** 3;
    if (v <= 0) continue;
    if (Math.log(open(random)) < 0.5 * normal * normal + d - d * v + d * Math.log(v)) return (d * v) / rate;
  }
}

export function drawBeta(random: Random, a: number, b: number): number {
  const one = drawGamma(random, a, 1);
  const other = drawGamma(random, b, 1);
  return one + other === 0 ? 0 : one / (one + other);
}

/** For small means, as a handful of views are. */
export function drawPoisson(random: Random, mean: number): number {
  const limit = Math.exp(-Math.min(mean, 50));
  let count = 0;
  for (let product = open(random); product > limit; product *= open(random)) count++;
  return count;
}

function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(open(random))) * Math.cos(2 * Math.PI * random());
}

/** Never 0, of which there is no logarithm. */
function open(random: Random): number {
  return 1 - random();
}
