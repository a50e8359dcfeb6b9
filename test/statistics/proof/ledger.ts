import { exactLimits } from "../exact-limits.ts";
import { randomOf } from "./random.ts";

/** How many standing on one side of `probability` would be no accident: rates may lie above it, or below, or neither. */
export type Side = "exactly" | "at least" | "at most";

/** Something that statistics claim, how often it came true in how many runs, and how often it should. */
export interface Rate {
  readonly group: string;
  readonly claim: string;
  readonly side: Side;
  readonly probability: number;
  runs: number;
  hits: number;
}

/** So many times the runs of the first draw has the second. */
export const AGAIN = 10;
/** What turns the seed of a first draw into that of the second: the golden ratio's bits, as far from every seed that is used. */
const SECOND_SEED = 0x9e37_79b9;

/** Counts claims as runs go by, and says how many runs there are and from which seeds: of a first draw, or of a second. */
export class Ledger {
  readonly #rates = new Map<string, Rate>();
  readonly #drawnAgain: ReadonlySet<string> | null;

  /** @param drawnAgain the groups of a second draw, each of them whole; null: a first draw, of all there are */
  constructor(drawnAgain: ReadonlySet<string> | null = null) {
    this.#drawnAgain = drawnAgain;
  }

  /** Whether experiments of this group are drawn at all. */
  wants(group: string): boolean {
    return this.#drawnAgain?.has(group) ?? true;
  }

  runsOf(first: number): number {
    return this.#drawnAgain === null ? first : AGAIN * first;
  }

  seedOf(first: number): number {
    return this.#drawnAgain === null ? first : (first ^ SECOND_SEED) >>> 0;
  }

  /** The draws of one run, by the seed of the first draw. */
  randomOf(seed: number, stream: number, run: number): () => number {
    return randomOf(this.seedOf(seed), stream, run);
  }

  count(group: string, claim: string, side: Side, probability: number, hit: boolean): void {
    const key = `${group}\n${claim}`;
    let rate = this.#rates.get(key);
    if (rate === undefined) {
      rate = { group, claim, side, probability, runs: 0, hits: 0 };
      this.#rates.set(key, rate);
    }
    rate.runs += 1;
    if (hit) rate.hits += 1;
  }

  get rates(): readonly Rate[] {
    return [...this.#rates.values()];
  }
}

const limits = new Map<string, { low: number; high: number }>();

/** The exact binomial 99.9% limits of this number of runs, as counts. */
export function limitsOf({ runs, probability, side }: Rate): { readonly low: number; readonly high: number } {
  const key = `${runs} ${probability}`;
  const known = limits.get(key) ?? exactLimits(runs, probability);
  limits.set(key, known);
  return { low: side === "at most" ? 0 : known.low, high: side === "at least" ? runs : known.high };
}

export function isWithin(rate: Rate): boolean {
  const { low, high } = limitsOf(rate);
  return rate.hits >= low && rate.hits <= high;
}
