import { roundNumber } from "../write/round-numbers.ts";

/** A number beside its share of `of`; the share is null where there is nothing to divide by. */
export interface Part {
  readonly count: number;
  readonly of: number;
  readonly share: number | null;
}

export function partOf(count: number, of: number): Part {
  return { count, of, share: of > 0 ? roundNumber(count / of) : null };
}
