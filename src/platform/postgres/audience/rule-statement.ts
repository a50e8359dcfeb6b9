import { compileAudience, compileAudiences } from "../../../core/rules/compile.ts";
import type { Evaluation } from "../../../core/rules/evaluation.ts";
import type { CheckedRule } from "../../../core/rules/rule.ts";
import type { Settings } from "../../../core/rules/settings.ts";
import { describeWait } from "../../../core/rules/wait-plan.ts";
import { type Statement, StatementValues } from "../../../core/statement.ts";
import { windowRelations } from "./waiting-windows.ts";

/**
 * What finds a rule's audience: one column `member_id`. Of a rule that waits for something: of what each member whose
 * window has ended would be told, and why them (`member_id, kind, subject_id, occurred_at, via`).
 */
export function ruleStatement(rule: CheckedRule, evaluation: Evaluation, settings: Settings): Statement {
  const { at, timezone } = evaluation;
  const wait = describeWait(rule, { at, timezone, settings }, false);
  if (wait === null) return compileAudience(rule.when, evaluation);
  const values = new StatementValues();
  const windows = windowRelations(0, wait, values.bind(at), values);
  const audiences = compileAudiences([rule.when], evaluation);
  const parts = values.embedParts([...audiences.relations, ...audiences.selects], audiences.values);
  const text = `WITH ${[...windows, ...parts.slice(0, -1)].join(",\n")}
SELECT member_id, kind, subject_id, occurred_at, via
FROM telling_0 JOIN (
${parts.at(-1)}
) AS audience USING (member_id)
ORDER BY member_id, occurred_at, subject_id`;
  return { text, values: values.values };
}
