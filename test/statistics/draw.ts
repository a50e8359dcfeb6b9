/** Seeded draws: the same experiments in every run. mulberry32, a public-domain generator by Tommy Ettinger. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Knuth's method; fine for the small means drawn here. */
export function drawPoisson(random: () => number, mean: number): number {
  const limit = Math.exp(-mean);
  let [count, product] = [0, random()];
  while (product > limit) {
    count += 1;
    product *= random();
  }
  return count;
}

/**
 * A member's own pace, visits a week: as uneven as in a real community's log (mean 0.52, most members far below).
 * An exponential to the power 1.4, scaled: mean 0.52, coefficient of variation 1.5.
 */
export function drawPace(random: () => number): number {
  return 0.419 * (-Math.log(1 - random())) ** 1.4;
}
