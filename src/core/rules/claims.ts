import type { Duration } from "../calendar.ts";

/**
 * What has to be true of a member for a condition to hold, as far as conditions can be held against each other: from when
 * the last visit or the joining is, how often something happened, what a field holds. A condition that says nothing here
 * is only held against its own opposite.
 */
export type Claim =
  | {
      /** `seen`: the end of the last visit, or joining where there was none. Joining is never later than it. */
      readonly on: "seen" | "joined";
      /** Within this long. */
      readonly within: Duration;
      readonly holds: boolean;
    }
  | { readonly on: "visited"; readonly ever: boolean }
  | {
      readonly on: "count";
      readonly what: string;
      /** What is counted lies within this long, before the evaluation or (`ahead`) after it; null: whenever. */
      readonly within: Duration | null;
      readonly ahead: boolean;
      /** What else narrows the count: of two counts, the one that is narrowed by more counts no more. */
      readonly narrowedBy: readonly string[];
      readonly least: number;
      /** null: without limit. */
      readonly most: number | null;
    }
  | {
      readonly on: "field";
      readonly field: string;
      readonly test: { readonly operator: string; readonly expected: unknown };
      readonly holds: boolean;
    }
  /** A condition as it stands, for those that are only compared with themselves. */
  | { readonly on: "condition"; readonly condition: string; readonly holds: boolean };

/** Claims that are true together; a condition makes one of several such lists true. */
export type Claims = readonly Claim[];

export const NOTHING_CLAIMED: readonly Claims[] = [[]];

/** A count with its bounds, or outside of them: then it is below the one or above the other. */
export function claimCount(
  count: Pick<Extract<Claim, { on: "count" }>, "what" | "within" | "ahead" | "narrowedBy">,
  { atLeast, atMost }: { readonly atLeast: number | null; readonly atMost: number | null },
  negated: boolean,
): Claims[] {
  const claim = (least: number, most: number | null): Claims => [{ on: "count", ...count, least, most }];
  if (!negated) return [claim(atLeast ?? 0, atMost)];
  return [
    ...(atLeast === null || atLeast === 0 ? [] : [claim(0, atLeast - 1)]),
    ...(atMost === null ? [] : [claim(atMost + 1, null)]),
  ];
}

/** Something that is measured above a bound, or not; who has no such measure is not above it. */
export function claimAbove(what: string, bound: number, negated: boolean): Claims {
  const claim = { on: "count", what, within: null, ahead: false, narrowedBy: [] } as const;
  return negated ? [{ ...claim, least: 0, most: bound }] : [{ ...claim, least: bound, most: null }];
}

/** `themes=a,b` for a list that narrows a count; nothing where there is none. */
export function narrowing(word: string, values: readonly string[] | null): string[] {
  return values === null ? [] : [`${word}=${[...values].sort().join("\n")}`];
}
