export interface Kept<T> {
  readonly value: T;
  /** How long it took to make. */
  readonly tookMs: number;
  /** Machine time since it was begun. */
  readonly ageMs: () => number;
}

export interface Reading<T> {
  /** The newest there is, which may be out of date; null: none. */
  readonly kept: Kept<T> | null;
  /** The one that is being made, or waits to be; null: `kept` is good. */
  readonly coming: Promise<Kept<T>> | null;
}

/** As much waits to be done as may. */
export class TooMuchWork extends Error {}

/** What comes of it within some milliseconds; null: it takes longer. Rejects as it does. */
export async function within<T>(ms: number, coming: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return Promise.race([coming, late]).finally(() => clearTimeout(timer));
}
