import type { Duration } from "../core/calendar.ts";
import type { Language } from "../core/community.ts";
import type { Condition } from "../core/rules/condition.ts";
import { sayDuration } from "../core/rules/say-words.ts";
import type { Why } from "./ports.ts";

/**
 * Why a member gets this mail, as far as it can be told to them: how long they were away, that there is something they
 * have not seen; else that they are a member. What a rule knows of them beyond that is not for a footer.
 */
export function whyThisMail(when: Condition, language: Language): Why {
  const conditions = certainParts(when);
  const away = conditions.find(({ kind }) => kind === "inactive");
  if (away !== undefined) {
    return { code: "away", duration: sayDuration(away.argument as Duration, language === "fr" ? "fr" : "en") };
  }
  return conditions.some(({ kind }) => kind === "unseen") ? { code: "unseen" } : { code: "member" };
}

/** The conditions that hold for everybody whom the rule matches: not those under `any` or `not`. */
function certainParts(condition: Condition): readonly Condition[] {
  return condition.kind === "all" ? condition.parts.flatMap(certainParts) : [condition];
}
