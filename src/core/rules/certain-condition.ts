import type { Condition } from "./condition.ts";

/** The first condition of a kind that holds for everybody whom the rule matches, so none under `any` or `not`; null: none is. */
export function certainCondition(when: Condition, kind: string): Condition | null {
  return certainConditions(when).find((one) => one.kind === kind) ?? null;
}

export function certainConditions(condition: Condition): readonly Condition[] {
  return condition.kind === "all" ? condition.parts.flatMap(certainConditions) : [condition];
}
