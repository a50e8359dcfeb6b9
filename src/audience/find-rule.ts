import { RekindleError } from "../core/errors.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { nearestWord } from "../core/rules/text/nearest-word.ts";

/** @throws RekindleError `not_found` with the nearest name. */
export function findRule(rules: readonly CheckedRule[], name: string): CheckedRule {
  const rule = rules.find((candidate) => candidate.name === name);
  if (rule !== undefined) return rule;
  const names = rules.map((candidate) => candidate.name);
  const nearest = nearestWord(name, names);
  throw new RekindleError(
    "not_found",
    `There is no valid rule "${name}".`,
    nearest === null ? `The rules are: ${names.join(", ") || "none"}.` : `Did you mean "${nearest}"?`,
  );
}
