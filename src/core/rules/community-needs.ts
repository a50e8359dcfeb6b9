import type { Condition } from "./condition.ts";
import { kindOf } from "./condition-kinds.ts";
import type { CommunityNeed } from "./evaluation.ts";

/** What these conditions, and all that they combine, have to know of the community; each once. */
export function communityNeeds(conditions: readonly Condition[]): CommunityNeed[] {
  const needs = new Map<string, CommunityNeed>();
  const collect = ({ kind, argument, parts }: Condition): void => {
    for (const need of kindOf(kind).needs?.(argument) ?? []) needs.set(JSON.stringify(need), need);
    parts.forEach(collect);
  };
  conditions.forEach(collect);
  return [...needs.values()];
}
