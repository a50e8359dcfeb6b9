/**
 * Random numbers without state: each one is a hash of what it is for. The same member on the same day draws
 * the same number whatever else happens, so two worlds that differ in their mails differ in nothing else.
 */
export const PURPOSES = {
  person: 1,
  taste: 2,
  catalogue: 3,
  title: 4,
  visit: 5,
  hour: 6,
  read: 7,
  readPick: 8,
  act: 9,
  dwell: 10,
  salt: 11,
} as const;

/** The finaliser of MurmurHash3 (Appleby, public domain): every input bit reaches every output bit. */
function mix(input: number): number {
  let h = input;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function absorb(h: number, value: number): number {
  return mix((Math.imul(h, 5) + 0x9e3779b9) ^ value);
}

/** What a run of draws has in common, hashed once. Keys are whole numbers. */
export function hashKeys(seed: number, purpose: number, a: number, b: number): number {
  return absorb(absorb(absorb(mix(seed ^ 0x5bd1e995), purpose), a), b);
}

/** Uniform on (0, 1), never an end of it. */
export function drawWith(hash: number, c: number): number {
  return ((absorb(hash, c) >>> 0) + 0.5) / 4_294_967_296;
}

export function draw(seed: number, purpose: number, a = 0, b = 0, c = 0): number {
  return drawWith(hashKeys(seed, purpose, a, b), c);
}

/** Standard normal, by Box and Muller. `c` and `c + 1` are used up. */
export function drawNormal(seed: number, purpose: number, a: number, b: number, c: number): number {
  const radius = Math.sqrt(-2 * Math.log(draw(seed, purpose, a, b, c)));
  return radius * Math.cos(2 * Math.PI * draw(seed, purpose, a, b, c + 1));
}

/** One of `choices`, all as likely. */
export function pickOne<T>(choices: readonly T[], uniform: number): T {
  return choices[Math.floor(uniform * choices.length)] as T;
}

/** One of `choices`, by weight. */
export function pickWeighted<T>(choices: readonly (readonly [T, number])[], uniform: number): T {
  let left = uniform * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  return (choices.at(-1) as readonly [T, number])[0];
}
