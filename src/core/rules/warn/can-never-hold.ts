import { type Claim, type Claims, NOTHING_CLAIMED } from "../claims.ts";
import type { Condition } from "../condition.ts";
import { kindOf } from "../condition-kinds.ts";
import { isImpossible } from "./exclude-claims.ts";

/** More ways than these for a condition to hold are not looked at one by one. */
const MOST_WAYS = 400;
/** Nor are more combinations than these of the ways of two conditions. */
const MOST_COMBINED = 4_000;

/** Whether no member can ever match. It errs on one side only: what it calls impossible never holds. */
export function canNeverHold(...together: readonly Condition[]): boolean {
  return waysOfAll(together.map((condition) => waysOf(condition, false))).every(isImpossible);
}

/** Whether every member who matches `condition` matches `other`; false where that cannot be told. */
export function implies(condition: Condition, other: Condition): boolean {
  return waysOfAll([waysOf(condition, false), waysOf(other, true)]).every(isImpossible);
}

/** The ways in which a condition, or its opposite, can hold: each is a list of what is true then. */
function waysOf(condition: Condition, negated: boolean): readonly Claims[] {
  const { kind, argument, parts } = condition;
  const inner = (part: Condition): readonly Claims[] => waysOf(part, negated);
  switch (kind) {
    case "not":
      return parts[0] === undefined ? NOTHING_CLAIMED : waysOf(parts[0], !negated);
    case "segment":
      return parts[0] === undefined ? NOTHING_CLAIMED : inner(parts[0]);
    case "all":
    case "any":
      return (kind === "all") === negated ? waysOfAny(parts.map(inner)) : waysOfAll(parts.map(inner));
    default: {
      const itself: Claim = { on: "condition", condition: JSON.stringify([kind, argument]), holds: !negated };
      const claims = kindOf(kind).claims?.(argument, negated) ?? NOTHING_CLAIMED;
      return claims.map((way) => [itself, ...way]);
    }
  }
}

function waysOfAny(parts: readonly (readonly Claims[])[]): readonly Claims[] {
  const ways = parts.flat();
  return ways.length > MOST_WAYS ? NOTHING_CLAIMED : ways;
}

/** One way of each, together; ways that are impossible already are dropped. */
function waysOfAll(parts: readonly (readonly Claims[])[]): readonly Claims[] {
  let together: readonly Claims[] = NOTHING_CLAIMED;
  for (const ways of parts) {
    // Left out, a part claims nothing: the others still may exclude each other.
    if (together.length * ways.length > MOST_COMBINED) continue;
    const next = together
      .flatMap((before) => ways.map((way) => [...before, ...way]))
      .filter((way) => !isImpossible(way));
    if (next.length <= MOST_WAYS) together = next;
  }
  return together;
}
