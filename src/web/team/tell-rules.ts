import type { HeldSlot } from "../../audience/holding/ports.ts";
import type { RuleListing } from "../../audience/list-rules.ts";
import type { LoadedRules } from "../../audience/load-rules.ts";
import { sayAbout } from "../../core/rules/about.ts";
import { describeAudience } from "../../core/rules/describe-audience.ts";
import { describeTiming } from "../../core/rules/describe-timing.ts";
import { formatMistakes } from "../../core/rules/text/format-mistakes.ts";
import { writeNumbers } from "../../report/write/write-numbers.ts";
import type { RuleRow, RulesOverview, SlotFunnel } from "../dependencies.ts";
import { type PageLanguage, wordingFor } from "../wording.ts";

export interface RulesFacts {
  readonly loaded: LoadedRules;
  readonly rules: readonly RuleListing[];
  readonly slots: readonly SlotFunnel[];
}

const STEPS = ["matched", "unsubscribed", "suppressed", "no_email", "again_after", "capped", "outranked", "planned"];

export function tellRules({ loaded, rules, slots }: RulesFacts, language: PageLanguage): RulesOverview {
  const { locale, rulesPage } = wordingFor(language);
  const { timezone } = loaded.settings;
  return {
    mistakes: loaded.mistakes.map((mistake) => formatMistakes([mistake], { colour: false, language })),
    rules: rules.map(({ rule, held, next, waiting }): RuleRow => {
      const own = slots.filter((slot) => slot.rule === rule.name);
      return {
        name: rule.name,
        about: sayAbout(rule.about, language),
        file: rule.file,
        state: held ? "paused" : rule.state,
        who: `${rulesPage.member} ${describeAudience(rule, language)}`,
        when: capitalise(describeTiming(rule, language)),
        next:
          next === null
            ? rule.upon !== null && rule.state === "live"
              ? rulesPage.whenItHappens
              : null
            : `${next.toLocaleString(locale, { dateStyle: "full", timeStyle: "short", timeZone: timezone })} (${timezone})`,
        waiting: tellWaiting(waiting, timezone, language),
        funnel:
          own.length === 0
            ? []
            : STEPS.map((step) => ({ step, members: own.reduce((sum, { funnel }) => sum + (funnel[step] ?? 0), 0) })),
      };
    }),
  };
}

/** Timezones of one date and holder together: a mailing that is held may be held in all of them. */
function tellWaiting(waiting: readonly HeldSlot[], timezone: string, language: PageLanguage): string[] {
  const { heldBy: says } = wordingFor(language).rulesPage;
  const write = writeNumbers(language, timezone);
  const keyOf = ({ localDate, heldBy }: HeldSlot) => `${localDate} ${heldBy}`;
  return [...new Set(waiting.map(keyOf))].flatMap((key) => {
    const slots = waiting.filter((slot) => keyOf(slot) === key);
    const digests = slots.reduce((sum, slot) => sum + slot.digests, 0);
    const [first] = slots;
    return first === undefined ? [] : [says[first.heldBy](digests, write.localDate(first.localDate), first.rule)];
  });
}

function capitalise(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
