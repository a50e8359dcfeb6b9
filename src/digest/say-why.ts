import type { Duration } from "../core/calendar.ts";
import type { Language } from "../core/community.ts";
import { themeLabel } from "../core/picks/say-reason.ts";
import { certainConditions } from "../core/rules/certain-condition.ts";
import type { Condition } from "../core/rules/condition.ts";
import type { SpokenLanguage } from "../core/rules/condition-kind.ts";
import { sayDuration, sayList } from "../core/rules/say-words.ts";
import type { Why } from "./mails/ports.ts";
import type { ToldEvent } from "./ports.ts";

/**
 * Why a member gets this mail, as far as it can be told to them: that they were away, that a renewal or a live is coming,
 * what they like to read, that there is something they have not seen, that they are new; else that they are a member. What
 * a rule knows of them beyond that (what they did, what is known of them, how likely they are to leave) is not for a footer.
 */
export function whyThisMail(when: Condition, language: Language): Why {
  const conditions = certainConditions(when);
  const spoken = language === "fr" ? "fr" : "en";
  for (const [kind, tell] of TELLABLE) {
    const condition = conditions.find((one) => one.kind === kind);
    if (condition !== undefined) return tell(condition.argument, spoken);
  }
  return { code: "member" };
}

/** The first that a rule asks for is told: what says most to the member comes first. */
const TELLABLE: readonly (readonly [kind: string, tell: (argument: unknown, language: SpokenLanguage) => Why])[] = [
  ["inactive", (away, language) => ({ code: "away", duration: sayDuration(away as Duration, language) })],
  ["later_than_usual", () => ({ code: "late" })],
  ["renewal", () => ({ code: "renewal" })],
  ["live", () => ({ code: "live" })],
  [
    "interested_in",
    (interest, language) => {
      const { themes } = interest as { readonly themes: readonly string[] };
      return { code: "interest", themes: sayList(themes.map(themeLabel), "or", language) };
    },
  ],
  ["unseen", () => ({ code: "unseen" })],
  ["joined", () => ({ code: "joined" })],
];

/** Why a member is told of what happened: by what concerns all of it, or else the first of the ways in the rule's order. */
export function whyTold(told: readonly ToldEvent[], order: readonly ToldEvent["via"][]): Why {
  const via = order.find((way) => told.some((event) => event.via === way));
  if (via === undefined) return { code: "member" };
  return { code: via === "member" || via === "property" ? "addressed" : via };
}
