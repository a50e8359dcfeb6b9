import type { CheckedRule } from "../core/rules/rule.ts";
import { inOrder, nextMoment } from "./due-moments.ts";
import type { BrakeStore, HeldSlot } from "./holding/ports.ts";
import type { LoadedRules } from "./load-rules.ts";
import type { AudienceStore, RuleStore } from "./ports.ts";

export interface RuleListing {
  readonly rule: CheckedRule;
  /** `paused` by a command, whatever the file says. */
  readonly held: boolean;
  /** What of it waits to be released. */
  readonly waiting: readonly HeldSlot[];
  /** The next instant at which the rule is due anywhere; null: not within forty days, or the rule is not live. */
  readonly next: Date | null;
}

/** Every valid rule in the order of the settings, with what becomes of it next. */
export async function listRules(
  deps: { audiences: AudienceStore; rules: RuleStore; brakes: Pick<BrakeStore, "heldSlots"> },
  loaded: LoadedRules,
  at: Date,
): Promise<{ rules: RuleListing[]; paused: boolean }> {
  const [timezones, statuses, paused, waiting] = await Promise.all([
    deps.audiences.timezones(loaded.settings.timezone),
    deps.rules.statuses(),
    deps.rules.paused(),
    deps.brakes.heldSlots(at, null),
  ]);
  const { closed } = loaded.settings;
  const held = new Set(statuses.filter((status) => status.paused).map(({ rule }) => rule));
  return {
    paused,
    rules: inOrder(loaded.rules, loaded.settings.order).map((rule) => ({
      rule,
      held: held.has(rule.name),
      waiting: waiting.filter((slot) => slot.rule === rule.name),
      next: rule.state === "live" ? nextMoment({ rules: [rule], timezones, at, closed }) : null,
    })),
  };
}
