import type { CatalogueContent } from "../core/community.ts";
import { certainCondition } from "../core/rules/certain-condition.ts";
import { findLives, type LiveQuery } from "../core/rules/conditions/live.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { isShowableContent } from "./describe-subjects.ts";
import type { DigestMoment, DigestSettings } from "./ports.ts";

/** The lives for which a rule that is due at an hour mails, the first one first; null: it asks for none. */
export function findComingLives(
  settings: DigestSettings,
  rule: CheckedRule,
  { at, localDate, timezone }: DigestMoment,
  catalogue: readonly CatalogueContent[],
): CatalogueContent[] | null {
  const asked = rule.upon === null ? certainCondition(rule.when, "live") : null;
  if (asked === null) return null;
  const evaluation = { at, today: localDate, timezone, settings, asOf: "facts" } as const;
  return findLives(asked.argument as LiveQuery, evaluation, catalogue).filter(isShowableContent);
}
