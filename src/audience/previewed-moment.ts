import type { CheckedRule } from "../core/rules/rule.ts";
import type { Settings } from "../core/rules/settings.ts";
import { inOrder, momentsOfDay, type SendMoment } from "./due-moments.ts";
import { waitingMoments } from "./waiting-moments.ts";

/**
 * The moment at which a rule is looked at in one timezone: its slot of the local date of `at` as if due at `at`, with
 * whatever live rule is due then at the same hour; of a rule that waits for something to happen, all that is pending. A draft
 * is looked at as if it were live, and a rule as if today were its day.
 */
export function previewedMoment(
  rule: CheckedRule,
  { rules: all, settings }: { readonly rules: readonly CheckedRule[]; readonly settings: Settings },
  timezone: string,
  at: Date,
): SendMoment {
  const rules = inOrder(
    all.filter((candidate) => candidate.state === "live" || candidate === rule),
    settings.order,
  );
  const question = { rules, timezones: [timezone], at, closed: settings.closed };
  const moments =
    rule.upon === null
      ? momentsOfDay(question, null, (candidate) => candidate === rule)
      : waitingMoments({ ...question, closed: [] });
  const moment = moments.find((candidate) => candidate.rules.includes(rule));
  if (moment === undefined) throw new Error(`There is no moment for ${rule.name}.`);
  return moment;
}
