/** One measured ratio with the bound that it is held to. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  /** What `median` is compared with, in the same unit and from the same run. */
  readonly baseline: number;
  readonly ratio: number;
  readonly bound: Bound;
  readonly ok: boolean;
  /** What a reader of the figure must know. */
  readonly note?: string;
}

export type Bound = { readonly most: number } | { readonly least: number };

export interface Contender {
  /** Not measured. */
  readonly prepare?: () => Promise<unknown>;
  readonly run: () => Promise<unknown>;
}

const ROUNDS = 5;
/** The warm-up and the measured rounds. */
export const ALL_ROUNDS = 1 + ROUNDS;

/**
 * Milliseconds of each contender: medians of five rounds after a warm-up. They take turns in every round, so that a
 * machine that slows down slows them all.
 */
export async function race<Name extends string>(contenders: Record<Name, Contender>): Promise<Record<Name, number>> {
  const names = Object.keys(contenders) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < ALL_ROUNDS; round++) {
    for (const name of names) {
      const { prepare, run } = contenders[name];
      await prepare?.();
      const started = performance.now();
      await run();
      if (round > 0) times.get(name)?.push(performance.now() - started);
    }
  }
  return Object.fromEntries(names.map((name) => [name, medianOf(times.get(name) ?? [])])) as Record<Name, number>;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly baseline: number;
  readonly bound: Bound;
  readonly note?: string;
  /** By how much the subject is faster, rather than how much slower: the baseline over the median. */
  readonly faster?: boolean;
}

export function toRow({ name, unit, median, baseline, bound, note, faster = false }: Measured): Row {
  const ratio = faster ? baseline / median : median / baseline;
  const ok = "most" in bound ? ratio <= bound.most : ratio >= bound.least;
  return {
    name,
    unit,
    median: round(median),
    baseline: round(baseline),
    ratio: round(ratio),
    bound,
    ok,
    ...(note === undefined ? {} : { note }),
  };
}

/** Four digits: more would be noise. */
function round(value: number): number {
  return Number(value.toPrecision(4));
}
