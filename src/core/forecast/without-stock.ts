import { type Condition, EVERYONE } from "../rules/condition.ts";

/**
 * The condition as it would be if contents never ran out: whoever it matches and the condition itself does not is short of
 * them. null: it asks for none. A bound on recent ones stays: who waits for three new contents is short of nothing until
 * they are there. So does whatever is said the other way round, or is one of several ways.
 */
export function withoutStock(condition: Condition): Condition | null {
  if (condition.kind === "unseen") {
    return (condition.argument as { publishedWithin: unknown }).publishedWithin === null ? EVERYONE : null;
  }
  if (condition.kind !== "all" && condition.kind !== "segment") return null;
  const parts = condition.parts.map(withoutStock);
  if (parts.every((part) => part === null)) return null;
  return { ...condition, parts: condition.parts.map((part, index) => parts[index] ?? part) };
}

/** Whether a condition of this kind is anywhere in it. */
export function hasKind(condition: Condition, kind: string): boolean {
  return condition.kind === kind || condition.parts.some((part) => hasKind(part, kind));
}

/** The names of the activities that its counts ask for. */
export function activitiesOf(condition: Condition): readonly string[] {
  const own = condition.kind === "did" ? (condition.argument as { activities: readonly string[] }).activities : [];
  return [...own, ...condition.parts.flatMap(activitiesOf)];
}
