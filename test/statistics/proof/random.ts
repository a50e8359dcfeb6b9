/**
 * Seeded draws with a state of 128 bits, so that billions of them do not run in circles: sfc32 of PractRand (Chris
 * Doty-Humphrey, public domain). Each run has its own stream, by its numbers.
 */
export function randomOf(seed: number, stream: number, run: number): () => number {
  let [a, b, c, counter] = [seed | 0, stream | 0, run | 0, 1];
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return ((t >>> 0) + 0.5) / 4_294_967_296;
  };
  for (let round = 0; round < 16; round++) next();
  return next;
}

/** How many of `trials` succeed: by inversion, fine for the few trials drawn here. `chance` below 1. */
export function drawBinomial(random: () => number, trials: number, chance: number): number {
  if (!(chance > 0)) return 0;
  const odds = chance / (1 - chance);
  let probability = (1 - chance) ** trials;
  let left = random();
  let count = 0;
  while (left > probability && count < trials) {
    left -= probability;
    count += 1;
    probability *= (odds * (trials - count + 1)) / count;
  }
  return count;
}
